using System.Globalization;
using Agent.Host.Portal.Layout;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Agent.Host.Portal;

/// <summary>A page: rendered whole, then sent. It holds no state, so any replica renders the next one.</summary>
internal sealed class PortalResult(PortalContext portal, string title, Type body, Dictionary<string, object?> parameters) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var renderer = new HtmlRenderer(httpContext.RequestServices, httpContext.RequestServices.GetRequiredService<ILoggerFactory>());
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync<PortalDocument>(ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(PortalDocument.Portal)] = portal,
                [nameof(PortalDocument.Title)] = title,
                [nameof(PortalDocument.Body)] = body,
                [nameof(PortalDocument.Parameters)] = parameters,
                [nameof(PortalDocument.Files)] = httpContext.RequestServices.GetRequiredService<PortalAssets>(),
            }));
            using var writer = new StringWriter(CultureInfo.InvariantCulture);
            root.WriteHtmlTo(writer);
            return writer.ToString();
        });
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        await httpContext.Response.WriteAsync(html, httpContext.RequestAborted);
    }
}
