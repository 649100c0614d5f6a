namespace Agent.Host.Security.Tokens;

/// <summary>One OpenID Connect issuer, and how its tokens are read.</summary>
public sealed class TokenIssuerOptions
{
    /// <summary>The algorithms that can be allowed. Symmetric ones are not among them: whoever can check such a token can make one.</summary>
    public static IReadOnlyList<string> KnownAlgorithms { get; } = ["RS256", "PS256", "ES256"];

    /// <summary>The issuer, exactly as in the tokens' <c>iss</c>.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>Where the discovery document is. Default: <see cref="Issuer"/> and <c>/.well-known/openid-configuration</c>.</summary>
    public string? MetadataAddress { get; set; }

    /// <summary>The one tenant this issuer speaks for; whatever its tokens say.</summary>
    public string? Tenant { get; set; }

    /// <summary>The claim that names the tenant, for an issuer that serves several. Either this or <see cref="Tenant"/>.</summary>
    public string? TenantClaim { get; set; }

    /// <summary>With <see cref="TenantClaim"/>: the tenants this issuer may speak for; none means any.</summary>
    public IList<string> Tenants { get; } = [];

    /// <summary>The claim with the caller's id in the tenant; for customers, their customer id. Default: <c>sub</c>.</summary>
    public string SubjectClaim { get; set; } = "sub";

    /// <summary>The claim with the roles: a text, or a list of texts. A dot leads into an object, as in <c>realm_access.roles</c>. Default: <c>roles</c>.</summary>
    public string RolesClaim { get; set; } = "roles";

    /// <summary>The issuer's names of roles, and ours. What is not listed means itself where it is one of ours, and nothing otherwise.</summary>
    public Dictionary<string, string> Roles { get; } = new(StringComparer.Ordinal);

    /// <summary>The claim with the customer's tier. Default: <c>tier</c>.</summary>
    public string TierClaim { get; set; } = "tier";

    /// <summary>The claim with the team. Default: <c>team</c>.</summary>
    public string TeamClaim { get; set; } = "team";

    /// <summary>Whether its tokens may carry the scope <c>tenants:manage</c>; of others it is not believed. Default: false.</summary>
    public bool MayManageTenants { get; set; }

    /// <summary>The algorithms accepted; none means all of <see cref="KnownAlgorithms"/>. No default in here: a binder would add to it.</summary>
    public IList<string> Algorithms { get; } = [];

    internal bool Allows(string algorithm) => Algorithms.Count == 0 ? KnownAlgorithms.Contains(algorithm) : Algorithms.Contains(algorithm);
}
