using Agent.Host.Portal.Layout;

namespace Agent.Host.Portal;

/// <summary>Who may look at a page. What a role and a credential may is decided where the API decides it; a person reads the answer as a page.</summary>
internal static class PortalAccess
{
    /// <param name="builder">A page, or a group of them.</param>
    /// <param name="scope">One of <see cref="Security.Scopes"/>.</param>
    public static TBuilder Needs<TBuilder>(this TBuilder builder, string scope) where TBuilder : IEndpointConventionBuilder =>
        builder.AddEndpointFilter(async (invocation, next) =>
        {
            if (PortalContext.Of(invocation.HttpContext) is not { } portal || portal.Caller.May(scope))
                return await next(invocation);
            invocation.HttpContext.Response.StatusCode = StatusCodes.Status403Forbidden;
            return portal.Page<ErrorView>("error.403.title", new() { [nameof(ErrorView.Status)] = StatusCodes.Status403Forbidden });
        });
}
