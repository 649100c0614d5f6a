using Agent.Host.Database;

namespace Agent.Host.Security;

/// <summary>Finds out who makes a request and turns away whom it does not know: <see cref="CallerResolver"/> says how.</summary>
internal sealed class CallerMiddleware(RequestDelegate next, CallerResolver resolver)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var (caller, refusal) = await resolver.ResolveAsync(context);
        if (caller is null)
        {
            await refusal!.ExecuteAsync(context);
            return;
        }

        context.Features.Set(caller);
        TenantWall.Enter(caller.Tenant); // until this method ends
        await next(context);
    }
}
