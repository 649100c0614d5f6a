using Microsoft.Extensions.Options;

namespace Agent.Processes.Recovery.Retention;

/// <summary>Tells operators what retention would remove.</summary>
internal sealed class RetentionReader(RetentionStore store, RetentionSweep sweep, IOptions<RetentionOptions> options) : IRetention
{
    private const int MostCounted = 10_000;

    public bool MayRemove => sweep.MayRun;

    public async Task<RetentionView> ReadAsync(string tenant, CancellationToken cancellationToken = default)
    {
        var policy = RetentionPolicy.Of(options.Value, tenant);
        var now = await store.ReadTimeAsync(cancellationToken);
        return new(
            await CountAsync(RetentionSql.CountFinished, policy.Conversations),
            await CountAsync(RetentionSql.CountSandboxes, policy.Sandboxes),
            await CountAsync(RetentionSql.CountJournals, policy.Journals),
            sweep.MayRun,
            options.Value.Anytime ? "anytime" : $"{options.Value.From:HH:mm}-{options.Value.To:HH:mm} {options.Value.TimeZone}");

        async Task<RetentionDueView> CountAsync(string sql, TimeSpan kept) =>
            new(kept.TotalDays, await store.CountAsync(sql, new(tenant, "", now - kept, MostCounted), cancellationToken));
    }
}
