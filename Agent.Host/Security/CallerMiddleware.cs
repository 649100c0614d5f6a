using System.Net;
using Agent.Host.Api;

namespace Agent.Host.Security;

/// <summary>
/// Finds out who makes a request below <c>/api</c> and turns away whom it does not know. On a developer's machine (environment Development, nothing
/// configured under <c>Auth</c>) a request from loopback without credentials is an operator of the tenant <c>demo</c>.
/// </summary>
internal sealed class CallerMiddleware(RequestDelegate next, IHostEnvironment environment, IConfiguration configuration)
{
    private static readonly Caller Developer = new("demo", "dev", [Caller.OperatorRole]);
    private readonly bool _trustsLoopback = environment.IsDevelopment() && !configuration.GetSection("Auth").GetChildren().Any();

    public Task InvokeAsync(HttpContext context)
    {
        if (Identify(context) is not { } caller)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Problems.CredentialNeeded().ExecuteAsync(context);
        }

        context.Features.Set(caller);
        return next(context);
    }

    // Behind a proxy on the same machine every request comes from loopback; the proxy's header gives it away.
    private Caller? Identify(HttpContext context) =>
        _trustsLoopback
        && context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
        && context.Request.Headers.Authorization.Count == 0
        && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded")
            ? Developer : null;
}
