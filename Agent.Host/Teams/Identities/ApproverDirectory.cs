using Agent.Host.Security;
using Microsoft.Extensions.Options;

namespace Agent.Host.Teams.Identities;

/// <summary>Finds who decides for a tenant, as it is written down at this moment.</summary>
internal sealed class ApproverDirectory(DirectoryStore directory, IOptions<TeamsOptions> options)
{
    /// <summary>The tenants that meet the bot.</summary>
    public async Task<IReadOnlyList<string>> ListTenantsAsync(CancellationToken cancellationToken) =>
        [.. options.Value.Tenants.Values.Select(tenant => tenant.Tenant).Union(await directory.ListTenantsAsync(cancellationToken), StringComparer.Ordinal)];

    public async Task<Approvers> FindAsync(string tenant, CancellationToken cancellationToken)
    {
        var written = (await directory.ReadRolesAsync(tenant, cancellationToken)).ToLookup(person => person.UserId, StringComparer.OrdinalIgnoreCase);
        var configured = options.Value.Tenants.Values.Where(one => one.Tenant == tenant).ToList();
        var operators = configured.SelectMany(one => one.Operators).Where(id => !written.Contains(id))
            .Concat(written.Where(person => person.Any(IsOperator) && !person.Any(one => one.IsRefused)).Select(person => person.Key));
        var refused = written.Where(person => person.Any(one => one.IsRefused)).Select(person => person.Key);
        return new(
            operators.ToHashSet(StringComparer.OrdinalIgnoreCase), refused.ToHashSet(StringComparer.OrdinalIgnoreCase),
            configured.SelectMany(one => one.Rules).GroupBy(rule => rule.Key, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(rule => rule.Key, rule => rule.First().Value, StringComparer.OrdinalIgnoreCase));
    }

    private static bool IsOperator(PersonEntity person) => person.Roles.Contains(Roles.Operator) || person.Roles.Contains(Roles.Admin);
}
