using System.Globalization;
using Agent.Processes;
using Microsoft.Extensions.Options;

namespace Agent.Host.Security.Audit;

/// <summary>
/// Removes the oldest rows of audit logs once their class allows it. The log begins behind a signed row then; without a key to sign with nothing is removed, as a beginning that nobody signed could be
/// anybody's. Rows that are not what was written stay where they are: what was done to them must not go with them.
/// </summary>
internal sealed partial class AuditRetention(
    AuditStore store, AuditSigner signer, AuditLog log, IOptions<RetentionOptions> options, TimeProvider clock, ILogger<AuditRetention> logger)
{
    private const int AtOnce = 1000;
    private const string Actor = "system:retention";
    /// <summary>A beginning is signed about once a day, not for each row.</summary>
    private static readonly TimeSpan s_least = TimeSpan.FromDays(1);

    /// <summary>Goes once through all logs.</summary>
    /// <returns>How many rows were removed.</returns>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        if (!signer.CanSign)
            return 0;
        var removed = 0L;
        foreach (var tenant in await store.TenantsAsync(cancellationToken))
            removed += await RunAsync(tenant, cancellationToken);
        return removed;
    }

    private async Task<long> RunAsync(string tenant, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - (options.Value.Tenants.GetValueOrDefault(tenant)?.Audit ?? options.Value.Audit);
        var (removed, upto) = (0L, 0L);
        if (await store.FindOldestAsync(tenant, cancellationToken) is not { } oldest || oldest > before - s_least)
            return 0;
        while (await store.RemoveAsync(tenant, before, AtOnce, signer, clock.GetUtcNow(), cancellationToken) is { } step)
        {
            if (step.Fault is { } fault)
            {
                LogFaulty(tenant, fault.Kind, fault.Message);
                break;
            }

            (removed, upto) = (removed + step.Rows, step.Upto);
            if (step.Rows < AtOnce)
                break;
        }

        if (removed > 0)
        {
            await log.RecordAsync(
                new(tenant, Actor, AuditActs.DataRemoved, "retention", "", clock.GetUtcNow(), new Dictionary<string, string>
                {
                    ["audit"] = removed.ToString(CultureInfo.InvariantCulture), ["upto"] = upto.ToString(CultureInfo.InvariantCulture),
                }), cancellationToken);
        }

        return removed;
    }

    [LoggerMessage(EventId = 1424, Level = LogLevel.Error, Message = "The oldest rows of the audit log of {Tenant} are old enough to go, and stay: they are not what was written ({Kind}: {Fault})")]
    private partial void LogFaulty(string tenant, string kind, string fault);
}
