using Agent.Tests.Fixtures;
using Npgsql;

namespace Agent.Tests.Processes.Costs.Anomalies;

/// <summary>One conversation's day, as the totals hold it.</summary>
internal sealed record Used(DateOnly Day, string Customer, string Conversation, int Turns, int Calls, long Tokens, int Blocked = 0);

/// <summary>A tenant's usage, made up: what conversations use spreads by factors, as it does in life. The same seed makes the same.</summary>
internal sealed class GeneratedUsage(RuntimeFixture runtime, string tenant, DateOnly today, int seed = 1)
{
    private const int Days = 14;
    private const int TokensPerCall = 1500;
    private const int CallsPerTurn = 4;
    private readonly Random _random = new(seed);

    /// <summary>Two weeks of conversations of one to five turns, and of one prompt in one version.</summary>
    public async Task UsualAsync(int conversationsADay, CancellationToken cancellationToken)
    {
        var all = new List<Used>();
        for (var day = today.AddDays(1 - Days); day <= today; day = day.AddDays(1))
        {
            for (var number = 0; number < conversationsADay; number++)
            {
                all.Add(Conversation(day, $"customer-{_random.Next(conversationsADay * 2)}", $"k{day.DayNumber}-{number}"));
            }

            await PromptAsync("orders_agent", "1", day, 40 + _random.Next(80), TokensPerCall * Factor(0.1), cancellationToken);
        }

        await AddAsync(all, cancellationToken);
    }

    /// <summary>An ordinary conversation.</summary>
    public Used Conversation(DateOnly day, string customer, string id)
    {
        var turns = 1 + _random.Next(5);
        var calls = Math.Max(1, (int)Math.Round(turns * CallsPerTurn * Factor(0.25)));
        return new(day, customer, id, turns, calls, (long)(calls * TokensPerCall * Factor(0.3)));
    }

    /// <summary>What a version of a prompt used on one day.</summary>
    public Task PromptAsync(string prompt, string version, DateOnly day, int calls, double tokensPerCall, CancellationToken cancellationToken) => runtime.ExecuteAsync(
        FormattableString.Invariant(
            $"""
            INSERT INTO agent.usage_days (tenant, day, step, prompt, prompt_version, model, calls, failed_calls, input_tokens, cached_input_tokens, output_tokens, cost_usd, unpriced_calls)
            VALUES ('{tenant}', '{day:yyyy-MM-dd}', 'step', '{prompt}', '{version}', 'm', {calls}, 0, {(long)(calls * tokensPerCall)}, 0, 0, 0, 0)
            """), cancellationToken);

    public async Task AddAsync(IReadOnlyCollection<Used> used, CancellationToken cancellationToken)
    {
        await using var command = runtime.Database.CreateCommand(
            """
            WITH u AS (
                SELECT * FROM unnest($2::date[], $3::text[], $4::text[], $5::int[], $6::int[], $7::bigint[], $8::int[]) AS u (day, customer, id, turns, calls, tokens, blocked)
            ), c AS (
                INSERT INTO agent.conversations (tenant, id, workflow, workflow_version, customer_id, channel, status, epoch, last_input, last_event, turns,
                    input_tokens, cached_input_tokens, output_tokens, cost_usd, tool_calls, created_at, updated_at)
                SELECT $1, id, 'toy', 'v1', customer, 'web', 'idle', 1, turns, 2, turns, 0, 0, 0, 0, 0, day, day FROM u
            ), d AS (
                INSERT INTO agent.digests (tenant, conversation_id, upto, customer_id, channel, sandbox, status, escalated, turns, tool_calls, input_tokens, output_tokens, cost_usd,
                    tools, blocked, opening, last_at, words)
                SELECT $1, id, 1, customer, 'web', false, 'idle', false, turns, 0, 0, 0, 0, ARRAY[]::text[], blocked, '', day, '' FROM u
            )
            INSERT INTO agent.usage_conversations (tenant, day, customer_id, conversation_id, calls, failed_calls, input_tokens, cached_input_tokens, output_tokens, cost_usd, unpriced_calls)
            SELECT $1, day, customer, id, calls, 0, tokens, 0, 0, 0, 0 FROM u
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenant });
        Add(used.Select(one => one.Day));
        Add(used.Select(one => one.Customer));
        Add(used.Select(one => one.Conversation));
        Add(used.Select(one => one.Turns));
        Add(used.Select(one => one.Calls));
        Add(used.Select(one => one.Tokens));
        Add(used.Select(one => one.Blocked));
        await command.ExecuteNonQueryAsync(cancellationToken);

        void Add<T>(IEnumerable<T> values) => command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. values] });
    }

    /// <summary>e to the power of a normal deviate.</summary>
    private double Factor(double spread) =>
        Math.Exp(spread * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));
}
