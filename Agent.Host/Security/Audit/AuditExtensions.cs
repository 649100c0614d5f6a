using System.Diagnostics;
using Agent.Host.Api.Contracts;
using Agent.Host.Security.Tenants;

namespace Agent.Host.Security.Audit;

/// <summary>How endpoints say that what they do is written down.</summary>
internal static class AuditExtensions
{
    /// <summary>Writes an act down after it succeeded, and before its caller is told.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="act">One of <see cref="AuditActs"/>.</param>
    public static RouteHandlerBuilder Audit(this RouteHandlerBuilder endpoint, string act) => endpoint.AddEndpointFilter(async (context, next) =>
    {
        var result = await next(context);
        var plain = result is INestedHttpResult nested ? nested.Result : result;
        if ((plain as IStatusCodeHttpResult)?.StatusCode is >= StatusCodes.Status400BadRequest)
            return result;
        var http = context.HttpContext;
        var caller = http.Features.Get<Caller>()!; // AccessMiddleware has let nobody pass without one
        await http.RequestServices.GetRequiredService<AuditLog>().RecordAsync(
            new(caller.Tenant, caller.DisplayName, act, SubjectOf(http, plain, context.Arguments), http.TraceIdentifier, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(),
                Details(caller, context.Arguments)),
            CancellationToken.None); // the act has been done, whether its caller still listens or not
        return result;
    });

    private static string SubjectOf(HttpContext http, object? result, IList<object?> arguments) =>
        (http.GetRouteValue("id") ?? http.GetRouteValue("tenant")) as string
        ?? (result as IValueHttpResult)?.Value switch
        {
            ApiKeyResponse key => key.Id,
            TenantResponse tenant => tenant.Tenant,
            WebhookResponse webhook => webhook.Id,
            ErasureResponse erasure => erasure.Id,
            JobResponse job => job.Id,
            _ => arguments.OfType<CustomerRequest>().FirstOrDefault() is { } customer ? $"{Roles.Customer}:{customer.CustomerId}" : http.Request.Path.ToString(),
        };

    // No text a person wrote: the chain can neither change nor forget it.
    private static Dictionary<string, string> Details(Caller caller, IList<object?> arguments)
    {
        Dictionary<string, string> details = new() { ["credential"] = caller.Credential };
        if (Activity.Current is { } activity)
            details["trace"] = activity.TraceId.ToHexString();
        foreach (var argument in arguments)
        {
            switch (argument)
            {
                case DecisionRequest decision:
                    details["decision"] = decision.Decision.ToString().ToLowerInvariant();
                    break;
                case ApiKeyRequest key:
                    details["roles"] = string.Join(' ', key.Roles ?? [Roles.Service]);
                    details["scopes"] = string.Join(' ', key.Scopes);
                    break;
                case WebhookRequest webhook:
                    details["kinds"] = string.Join(' ', webhook.Kinds);
                    details["host"] = new Uri(webhook.Url).IdnHost;
                    break;
                case TenantSettings settings:
                    details["settings"] = string.Join(' ', settings.Named());
                    break;
                case ReplayRequest replay:
                    details["mode"] = replay.Mode;
                    break;
                case ForkConversationRequest fork:
                    details["live"] = fork.Live ? "true" : "false";
                    break;
            }
        }

        return details;
    }
}
