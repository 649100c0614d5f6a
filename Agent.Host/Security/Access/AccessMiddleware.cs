using System.Diagnostics;
using Agent.Host.Api;
using Agent.Host.Security.Audit;

namespace Agent.Host.Security.Access;

/// <summary>Stands between routing and every endpoint: lets a caller through who may do what the endpoint is for, with what is theirs to do it with.</summary>
internal sealed partial class AccessMiddleware(RequestDelegate next, Ownership ownership, AuditLog audit, TimeProvider clock, ILogger<AccessMiddleware> logger)
{
    private const int LongestSubject = 300;

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint)
        {
            await next(context);
            return;
        }

        var required = endpoint.Metadata.GetMetadata<RequiredScope>();
        if (required is null && (!context.Request.Path.StartsWithSegments("/api") || endpoint.Metadata.GetMetadata<OwnCredentials>() is not null))
        {
            await next(context);
            return;
        }

        await (await RefuseAsync(context, required) is { } refusal ? refusal.ExecuteAsync(context) : next(context));
    }

    private async ValueTask<IResult?> RefuseAsync(HttpContext context, RequiredScope? required)
    {
        if (context.Features.Get<Caller>() is not { } caller)
            return Problems.CredentialNeeded();
        if (required is null)
        {
            // Routing answers a method nobody knows with an endpoint of its own, which has nothing to give away.
            return context.GetEndpoint() is RouteEndpoint ? Deny(context, caller, "an endpoint that names no scope", Problems.OperatorNeeded()) : null;
        }

        switch (AccessRules.Check(caller, required.Scope))
        {
            case AccessOutcome.RoleMissing:
                return Deny(context, caller, required.Scope, required.Scope == Scopes.Operate ? Problems.OperatorNeeded() : Problems.RoleNeeded(AccessRules.RolesFor(required.Scope)));
            case AccessOutcome.ScopeMissing:
                context.Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", scope=\"{required.Scope}\"";
                return Deny(context, caller, required.Scope, Problems.ScopeNeeded(required.Scope));
            default:
                if (!caller.SeesOnlyOwn || required.Of == OwnedThing.None || await ownership.IsOwnAsync(caller, required.Of, (string?)context.GetRouteValue("id"), context.RequestAborted))
                    return null;
                return Deny(context, caller, $"{required.Scope} of another customer's {required.Of}", Problems.NotFound(required.Of == OwnedThing.Approval ? "approval" : "conversation"));
        }
    }

    private IResult Deny(HttpContext context, Caller caller, string what, IResult answer)
    {
        var subject = $"{context.Request.Method} {context.Request.Path}".Replace('\0', '\uFFFD');
        audit.Note(new(
            caller.Tenant, caller.DisplayName, AuditActs.AccessDenied, subject[..Math.Min(subject.Length, LongestSubject)], context.TraceIdentifier, clock.GetUtcNow(),
            Activity.Current is { } activity
                ? new Dictionary<string, string> { ["credential"] = caller.Credential, ["needs"] = what, ["trace"] = activity.TraceId.ToHexString() }
                : new Dictionary<string, string> { ["credential"] = caller.Credential, ["needs"] = what }));
        LogDenied(caller.Tenant, caller.DisplayName, caller.Credential, what, context.Request.Method, context.Request.Path);
        return answer;
    }

    [LoggerMessage(EventId = 1411, Level = LogLevel.Warning, Message = "Denied {Tenant} {Caller} ({Credential}) {What}: {Method} {Path}")]
    private partial void LogDenied(string tenant, string caller, string credential, string what, string method, string path);
}
