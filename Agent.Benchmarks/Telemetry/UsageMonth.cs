using Agent.Processes.Costs.Usage;
using Npgsql;

namespace Agent.Benchmarks.Telemetry;

/// <summary>A month's totals, made up in the database: as many rows as so many conversations leave, each of a few turns.</summary>
internal static class UsageMonth
{
    public const string Tenant = "month";
    public static readonly DateOnly From = new(2026, 10, 1);
    public static readonly DateOnly To = new(2026, 10, 30);

    /// <summary>A third as many customers as conversations; six steps with three prompts each, in two versions; as many channels as are told apart.</summary>
    public static async Task FillAsync(NpgsqlDataSource database, int conversations)
    {
        await using var command = database.CreateCommand(
            $"""
            INSERT INTO agent.usage_conversations (tenant, day, customer_id, conversation_id, calls, failed_calls, input_tokens, cached_input_tokens, output_tokens, cost_usd, unpriced_calls)
            SELECT '{Tenant}', date '2026-10-01' + n % 30, 'customer_' || (n * 7919 % ({conversations} / 3 + 1)), 'c' || md5(n::text) || n, 4 + n % 13, 0, 4000 + n % 9000, n % 3000, 100 + n % 700,
                (8000 + n % 20000)::numeric / 1000000, 0
            FROM generate_series(1, {conversations}) n;
            INSERT INTO agent.usage_days (tenant, day, step, prompt, prompt_version, model, calls, failed_calls, input_tokens, cached_input_tokens, output_tokens, cost_usd, unpriced_calls)
            SELECT '{Tenant}', date '2026-10-01' + day, 'step_' || step, 'prompt_' || prompt, version::text, 'model', {conversations} / 20, 0, {conversations} * 300, {conversations}, {conversations} * 10, 3, 0
            FROM generate_series(0, 29) day, generate_series(1, 6) step, generate_series(1, 3) prompt, generate_series(1, 2) version;
            INSERT INTO agent.usage_features (tenant, day, feature, calls, failed_calls, input_tokens, cached_input_tokens, output_tokens, cost_usd, unpriced_calls)
            SELECT '{Tenant}', date '2026-10-01' + day, 'support/channel_' || channel, {conversations}, 0, {conversations} * 300, {conversations}, {conversations} * 10, 3, 0
            FROM generate_series(0, 29) day, generate_series(1, 100) channel;
            ANALYZE agent.usage_conversations, agent.usage_days, agent.usage_features;
            """);
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync();
    }

    public static UsageQuery By(UsageDimension dimension) => new(dimension, From, To);
}
