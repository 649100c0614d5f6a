using Agent.Processes.Persistence.Tenancy;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Terms;

/// <summary>Keeps what was different for tenants, each version once and for ever: checkpoints name them.</summary>
internal sealed class TermsStore(TenantDatabase database)
{
    public async Task KeepAsync(string tenant, string id, string document, CancellationToken cancellationToken)
    {
        await using var command = database.For(
            tenant, "INSERT INTO agent.terms (tenant, id, document, first_used_at) VALUES ($1, $2, $3, now()) ON CONFLICT DO NOTHING", Text(tenant), Text(id), Text(document));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Null when there is none of that id.</summary>
    public async Task<string?> FindAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        await using var command = database.For(tenant, "SELECT document FROM agent.terms WHERE tenant = $1 AND id = $2", Text(tenant), Text(id));
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }
}
