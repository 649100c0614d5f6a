using Agent.Processes.Persistence.Tenancy;
using Npgsql;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Costs.Anomalies;

/// <summary>Looks through a tenant's totals for what has left its usual range, and stores each finding once.</summary>
internal sealed class AnomalyFinder(TenantDatabase database)
{
    /// <summary>Yesterday is looked at as well: what happened before midnight may have been counted after it.</summary>
    private const int DaysLookedAt = 2;

    private const int DaysKept = 400;

    /// <summary>Looks at today and yesterday.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="options">What is usual.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Cancels the call; what was found is stored as a whole, or not at all.</param>
    /// <returns>What is new; nothing while another replica looks.</returns>
    public async Task<IReadOnlyList<AnomalyView>> FindAsync(string tenant, AnomalyOptions options, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        if (await TakeAsync(transaction, tenant, cancellationToken) is not true)
        {
            return [];
        }

        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var (first, from) = (today.AddDays(1 - options.Days), today.AddDays(1 - DaysLookedAt));
        NpgsqlParameter[] Given() => [Text(tenant), Value(first), Value((long)options.MinimumSamples), Value(options.Deviations), Value(from)];
        var prompts = await ReadAsync(transaction, AnomalyScopes.Prompt, AnomalySql.Prompts, [], now, [.. Given(), Value((long)AnomalySql.LeastDays)], cancellationToken);
        var changed = await ChangedAsync(transaction, tenant, from, prompts, cancellationToken);
        List<AnomalyView> found =
        [
            .. prompts,
            .. await ReadAsync(transaction, AnomalyScopes.Conversation, AnomalySql.Conversations, changed, now, Given(), cancellationToken),
            .. await ReadAsync(transaction, AnomalyScopes.Customer, AnomalySql.Customers, changed, now, Given(), cancellationToken),
        ];
        await StoreAsync(transaction, tenant, found, today, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return found;
    }

    private static async Task<List<AnomalyView>> ReadAsync(
        TenantTransaction transaction, string scope, string sql, HashSet<DateOnly> changed, DateTimeOffset now, NpgsqlParameter[] given, CancellationToken cancellationToken)
    {
        await using var command = transaction.Batch(sql, given);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<AnomalyView>();
        var known = new HashSet<(string, string, DateOnly?)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var (day, subject, measure) = (reader.GetFieldValue<DateOnly>(0), reader.GetString(1), reader.GetString(2));
            if (known.Add((subject, measure, scope == AnomalyScopes.Customer ? day : null))) // of a conversation on two days, the first
            {
                var cause = scope == AnomalyScopes.Prompt ? AnomalyCauses.PromptChange
                    : AnomalyCauses.Of(wasBlocked: reader.GetBoolean(7), promptChanged: changed.Contains(day), loops: reader.GetBoolean(8));
                found.Add(new(scope, subject, day, measure, Round(reader.GetDouble(3)), Round(reader.GetDouble(4)), Round(reader.GetDouble(5)), reader.GetInt64(6), cause, now));
            }
        }

        return found;
    }

    private static async Task<HashSet<DateOnly>> ChangedAsync(
        TenantTransaction transaction, string tenant, DateOnly from, IEnumerable<AnomalyView> prompts, CancellationToken cancellationToken)
    {
        var days = prompts.Select(prompt => prompt.Day).ToHashSet();
        await using var command = transaction.Batch(AnomalySql.PromptDays, Text(tenant), Value(from));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            days.Add(reader.GetFieldValue<DateOnly>(0));
        }

        return days;
    }

    private static async Task StoreAsync(TenantTransaction transaction, string tenant, List<AnomalyView> found, DateOnly today, CancellationToken cancellationToken)
    {
        await using var batch = transaction.Batch();
        foreach (var one in found)
        {
            batch.Add(Of(
                AnomalySql.Add, Text(tenant), Value(one.Day), Text(one.Scope), Text(one.Subject), Text(one.Measure), Value(one.Value), Value(one.Usual), Value(one.Limit),
                Value(one.Samples), Text(one.Cause), Value(one.FoundAt.UtcDateTime)));
        }

        batch.Add(Of(AnomalySql.Forget, Text(tenant), Value(today.AddDays(-DaysKept))));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static double Round(double value) => Math.Round(value, 2);

    private static async Task<object?> TakeAsync(TenantTransaction transaction, string tenant, CancellationToken cancellationToken)
    {
        await using var command = transaction.Batch(AnomalySql.Take, Text(tenant));
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
