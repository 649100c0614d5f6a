using Agent.Host.Database;
using Agent.Host.Security.Sessions;

namespace Agent.Host.Security;

/// <summary>Finds out who makes a request and turns away whom it does not know: <see cref="CallerResolver"/> says how.</summary>
internal sealed class CallerMiddleware(RequestDelegate next, CallerResolver resolver)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments(SignInApi.Root))
        {
            await next(context); // whoever signs in is not known yet
            return;
        }

        var (caller, refusal) = await resolver.ResolveAsync(context);
        if (caller is null && resolver.CanSignIn && IsPage(context.Request) && context.Response.Headers.WWWAuthenticate.Count > 0)
        {
            context.Response.Redirect($"{SignInApi.Root}?returnTo={Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)}");
            return;
        }

        if (caller is null)
        {
            await refusal!.ExecuteAsync(context);
            return;
        }

        context.Features.Set(caller);
        TenantWall.Enter(caller.Tenant); // until this method ends
        await next(context);
    }

    private static bool IsPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && !request.Path.StartsWithSegments("/api") && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
}
