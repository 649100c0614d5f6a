using Agent.Processes;

namespace Agent.Host.Security.Tenants;

/// <summary>Tells turns what is different for their tenant: what was changed elsewhere within <c>Auth:LookupCache</c>, what was changed here at once.</summary>
internal sealed class TenantTermsReader(TenantDirectory tenants) : ITenantTerms
{
    public async ValueTask<TenantTerms> FindAsync(string tenant, CancellationToken cancellationToken) => (await tenants.FindAsync(tenant, cancellationToken)).Terms;
}
