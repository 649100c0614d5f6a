using Agent.Host.Portal.Layout;
using Agent.Host.Security;
using Agent.Processes.Telemetry;

namespace Agent.Host.Portal;

/// <summary>
/// Stands before the pages: says what a browser may load and run in them, and answers with a page where a person would otherwise read a problem as JSON.
/// Who makes a request is found out as for the API.
/// </summary>
internal sealed partial class PortalMiddleware(RequestDelegate next, CallerResolver resolver, ILogger<PortalMiddleware> logger)
{
    /// <summary>Nothing from elsewhere, no script and no style in a page's text, no frame, and no text that becomes a script.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types portal";

    private const string Assets = "/portal/assets";
    private static readonly string[] NotPages = ["/api", "/health", "/openapi"];
    private static readonly string[] Pages =
    [
        PortalAddresses.Approvals, PortalAddresses.Conversations, PortalAddresses.Try, PortalAddresses.Operations, PortalAddresses.Policies, PortalAddresses.Insight, PortalAddresses.Usage,
        PortalAddresses.Replays, "/portal",
    ];

    public async Task InvokeAsync(HttpContext context)
    {
        if (!IsPage(context.Request))
        {
            await next(context);
            return;
        }

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        await ShowAsync(context);
    }

    private async Task ShowAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested && AcceptsPage(context) && context.Features.Get<Caller>() is not null)
        {
            LogFailed(exception, context.Request.Path, Faults.Count(FaultOrigins.Request, exception));
            await ExplainAsync(context, StatusCodes.Status500InternalServerError);
            return;
        }

        if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound, ContentType: null } && AcceptsPage(context) && await IsKnownAsync(context))
            await ExplainAsync(context, StatusCodes.Status404NotFound);
    }

    private static async Task ExplainAsync(HttpContext context, int status)
    {
        if (PortalContext.Of(context) is not { } portal)
            return;
        context.Response.StatusCode = status;
        await portal.Page<ErrorView>($"error.{status}.title", new() { ["Status"] = status }).ExecuteAsync(context);
    }

    /// <summary>Whether a request needs somebody who makes it: every page does. What else is served beside the API has its own guard.</summary>
    public static bool NeedsCaller(HttpContext context) =>
        !context.Request.Path.StartsWithSegments(Assets) && (context.Request.Path == "/" || Pages.Any(page => context.Request.Path.StartsWithSegments(page)));

    private static bool IsPage(HttpRequest request) => !NotPages.Any(path => request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase));

    // At an address that is no page nobody has been asked who they are. A stranger gets the bare answer, which shows nothing of the portal.
    private async ValueTask<bool> IsKnownAsync(HttpContext context)
    {
        if (context.Features.Get<Caller>() is not null)
            return true;
        if ((await resolver.ResolveAsync(context)).Caller is { } caller)
            context.Features.Set(caller);
        context.Response.Headers.Remove("WWW-Authenticate");
        return context.Features.Get<Caller>() is not null;
    }

    private static bool AcceptsPage(HttpContext context) => context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);

    [LoggerMessage(EventId = 1301, Level = LogLevel.Error, Message = "The page {Path} failed ({Fault})")]
    private partial void LogFailed(Exception exception, string path, string fault);
}
