using System.Globalization;
using Agent.Host.Security.Audit;
using Agent.Processes;

namespace Agent.Host.Privacy;

/// <summary>Writes into a tenant's audit log what retention removed.</summary>
internal sealed class RetentionAudit(AuditLog audit, TimeProvider clock) : IRetentionWitness
{
    private const string Actor = "system:retention";

    public Task NoteAsync(string tenant, IReadOnlyDictionary<string, int> removed, CancellationToken cancellationToken) => audit.RecordAsync(
        new(tenant, Actor, AuditActs.DataRemoved, "retention", "", clock.GetUtcNow(), removed.ToDictionary(kind => kind.Key, kind => kind.Value.ToString(CultureInfo.InvariantCulture))),
        cancellationToken);
}
