namespace Agent.Host.Security;

/// <summary>Who makes a request: everything is looked up in this tenant, and decisions carry this name.</summary>
/// <param name="Tenant">The tenant the caller belongs to.</param>
/// <param name="Id">The caller's id within the tenant.</param>
/// <param name="Roles">What the caller is, such as <see cref="OperatorRole"/>.</param>
public sealed record Caller(string Tenant, string Id, IReadOnlyList<string> Roles)
{
    /// <summary>May see every conversation of the tenant, and decide approvals.</summary>
    public const string OperatorRole = "operator";

    /// <summary>The name that stays with a decision, such as <c>operator:dev</c>.</summary>
    public string DisplayName => $"{(Roles.Count > 0 ? Roles[0] : "caller")}:{Id}";

    /// <summary>Makes the caller a parameter of endpoint handlers. <see cref="CallerMiddleware"/> has let nobody pass without one.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Caller>());
}
