using Agent.Host.Security.Tokens;
using Microsoft.Extensions.Options;

namespace Agent.Host.Security;

/// <summary>Stops the start with the name of the key that is wrong: a mistake here opens doors, or shuts everybody out.</summary>
internal sealed class AuthOptionsValidator : IValidateOptions<AuthOptions>
{
    public ValidateOptionsResult Validate(string? name, AuthOptions options)
    {
        List<string> faults = [.. Limits(options), .. options.Issuers.SelectMany(issuer => Issuer($"Auth:Issuers:{issuer.Key}", issuer.Value))];
        if (options.Issuers.Count > 0 && string.IsNullOrWhiteSpace(options.Audience))
            faults.Add("Auth:Audience is missing: without it, a token that was meant for another service would do here.");
        if (options.SignIn.Issuer.Length > 0 && (!options.Issuers.ContainsKey(options.SignIn.Issuer) || string.IsNullOrWhiteSpace(options.SignIn.ClientId)))
            faults.Add("Auth:SignIn needs the name of one of Auth:Issuers as Issuer, and a ClientId.");
        if (options.SignIn.SessionLifetime < TimeSpan.FromMinutes(1) || options.SignIn.SessionLifetime > TimeSpan.FromDays(30))
            faults.Add("Auth:SignIn:SessionLifetime must be from 1 minute to 30 days.");
        foreach (var twice in options.Issuers.GroupBy(issuer => issuer.Value.Issuer, StringComparer.Ordinal).Where(group => group.Count() > 1))
            faults.Add($"Auth:Issuers holds '{twice.Key}' more than once; tokens could not be told apart.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Limits(AuthOptions options)
    {
        if (options.ClockSkew < TimeSpan.Zero || options.ClockSkew > TimeSpan.FromMinutes(5))
            yield return "Auth:ClockSkew must be from 0 to 5 minutes.";
        if (options.KeysMaxAge < TimeSpan.FromMinutes(1) || options.KeysMaxAge > IssuerKeys.OldestUsable)
            yield return "Auth:KeysMaxAge must be from 1 minute to 24 hours.";
        if (options.KeyRefreshInterval < TimeSpan.FromSeconds(1) || options.KeyRefreshInterval > TimeSpan.FromHours(1))
            yield return "Auth:KeyRefreshInterval must be from 1 second to 1 hour.";
        if (options.LookupCache < TimeSpan.FromMilliseconds(1) || options.LookupCache > TimeSpan.FromMinutes(10))
            yield return "Auth:LookupCache must be from 1 millisecond to 10 minutes.";
    }

    private static IEnumerable<string> Issuer(string key, TokenIssuerOptions issuer)
    {
        if (!IssuerMetadata.IsTrustworthy(issuer.Issuer, mayBeLoopback: true))
            yield return $"{key}:Issuer must be an https address (http only on this machine), exactly as in the tokens.";
        if (issuer.MetadataAddress is { } address && !IssuerMetadata.IsTrustworthy(address, mayBeLoopback: true))
            yield return $"{key}:MetadataAddress must be an https address (http only on this machine).";
        if (string.IsNullOrEmpty(issuer.Tenant) == string.IsNullOrEmpty(issuer.TenantClaim))
            yield return $"{key} needs either Tenant, the one tenant its tokens are for, or TenantClaim, the claim that names it.";
        if (!string.IsNullOrEmpty(issuer.Tenant) && !TenantNames.IsValid(issuer.Tenant))
            yield return $"{key}:Tenant is no name of a tenant: {TenantNames.Rule}";
        if (issuer.Tenants.Any(tenant => !TenantNames.IsValid(tenant)))
            yield return $"{key}:Tenants holds what is no name of a tenant: {TenantNames.Rule}";
        if (issuer.Algorithms.Except(TokenIssuerOptions.KnownAlgorithms, StringComparer.Ordinal).Any())
            yield return $"{key}:Algorithms must be some of {string.Join(", ", TokenIssuerOptions.KnownAlgorithms)}.";
        if (issuer.Roles.Values.Except(Roles.All, StringComparer.Ordinal).Any())
            yield return $"{key}:Roles must lead to some of {string.Join(", ", Roles.All)}.";
        if (new[] { issuer.SubjectClaim, issuer.RolesClaim, issuer.TierClaim, issuer.TeamClaim }.Any(string.IsNullOrWhiteSpace))
            yield return $"{key}: SubjectClaim, RolesClaim, TierClaim and TeamClaim must name claims.";
    }
}
