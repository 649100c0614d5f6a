using Agent.Host.Security.Access;

namespace Agent.Host.Security;

/// <summary>Who makes a request: everything is looked up in this tenant, and decisions carry this name.</summary>
/// <param name="Tenant">The tenant the caller belongs to.</param>
/// <param name="Id">The caller's id within the tenant; for a customer, the customer id.</param>
/// <param name="Roles">What the caller is, such as <see cref="OperatorRole"/>; what a role implies is among them, behind it.</param>
public sealed record Caller(string Tenant, string Id, IReadOnlyList<string> Roles)
{
    /// <summary>May see every conversation of the tenant, and decide approvals.</summary>
    public const string OperatorRole = Security.Roles.Operator;

    /// <summary>What the credential is limited to; null when roles alone limit it.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>The customer's tier, where the issuer knows it.</summary>
    public string? Tier { get; init; }

    /// <summary>The caller's team, where the issuer knows it.</summary>
    public string? Team { get; init; }

    /// <summary>How the caller showed who they are: <c>developer</c>, <c>token</c>, <c>key</c> or <c>session</c>.</summary>
    public string Credential { get; init; } = "";

    /// <summary>The issuer that knows the caller by <see cref="Id"/>; null where this service does, as with API keys.</summary>
    public string? Issuer { get; init; }

    /// <summary>Who it is within the tenant, and nobody else: two issuers may know two people by the same id.</summary>
    public string UniqueId => Issuer is null ? Id : $"{Issuer} {Id}";

    /// <summary>Whether the caller may create and suspend tenants: no role of a tenant says so.</summary>
    public bool MayManageTenants { get; init; }

    /// <summary>The name that stays with a decision, such as <c>operator:dev</c>.</summary>
    public string DisplayName => $"{(Roles.Count > 0 ? Roles[0] : "caller")}:{Id}";

    /// <summary>Whether the caller is nothing but a customer: then only what is their own exists for them.</summary>
    public bool SeesOnlyOwn => !Roles.Any(role => role is Security.Roles.Agent or Security.Roles.Operator or Security.Roles.Admin or Security.Roles.Service);

    /// <summary>Whether the caller may do what the scope stands for, by role and by credential; whose things they are is another question.</summary>
    public bool May(string scope) => AccessRules.Check(this, scope) == AccessOutcome.Allowed;

    /// <summary>Makes the caller a parameter of endpoint handlers. <see cref="CallerMiddleware"/> has let nobody pass without one.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Caller>());
}
