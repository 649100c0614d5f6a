using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Agent.Host.Api.Description;

/// <summary>The description as one page of plain HTML: no script, and nothing from outside.</summary>
internal static class DocsPage
{
    private const string ContentSecurityPolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private const string StyleSheet =
        """
        body { font: 16px/1.5 system-ui, sans-serif; color: #1b1f24; background: #fff; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
        code, pre { font: 14px/1.45 ui-monospace, monospace; background: #f3f4f6; border-radius: 4px }
        code { padding: .1em .3em } pre { padding: .8rem; overflow-x: auto }
        table { border-collapse: collapse; margin: .5rem 0 } td, th { border: 1px solid #d0d7de; padding: .25rem .6rem; text-align: left; vertical-align: top }
        h3 code { font-size: 1rem } nav a { margin-right: 1rem }
        @media (prefers-color-scheme: dark) { body { color: #e6edf3; background: #0d1117 } code, pre { background: #161b22 } a { color: #6cb6ff } td, th { border-color: #30363d } }
        """;

    public static IResult Style(HttpContext http)
    {
        http.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Text(StyleSheet, "text/css", Encoding.UTF8);
    }

    public static async Task<IResult> GetAsync(
        HttpContext http, [Microsoft.AspNetCore.Mvc.FromServices] IServiceProvider services, CancellationToken cancellationToken)
    {
        var document = await services.GetRequiredKeyedService<IOpenApiDocumentProvider>(ApiDescription.Document).GetOpenApiDocumentAsync(cancellationToken);
        http.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        return TypedResults.Text(Write(document), "text/html", Encoding.UTF8);
    }

    private static string Write(OpenApiDocument document)
    {
        var operations = document.Paths.SelectMany(path => (path.Value.Operations ?? []).Select(operation => (Path: path.Key, Method: operation.Key.Method, Operation: operation.Value)))
            .GroupBy(operation => operation.Operation.Tags?.FirstOrDefault()?.Name ?? "Other").ToList();
        var page = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">");
        page.Append(CultureInfo.InvariantCulture, $"<title>{Text(document.Info.Title)}</title><link rel=\"stylesheet\" href=\"/docs/style.css\"></head><body>");
        page.Append(CultureInfo.InvariantCulture, $"<h1>{Text(document.Info.Title)} {Text(document.Info.Version)}</h1><p>{Text(document.Info.Description)} For programs: <a href=\"/openapi/v1.json\">OpenAPI</a>.</p><nav>");
        foreach (var tag in operations)
            page.Append(CultureInfo.InvariantCulture, $"<a href=\"#{Anchor(tag.Key)}\">{Text(tag.Key)}</a>");
        page.Append("</nav>");
        foreach (var tag in operations)
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2 id=\"{Anchor(tag.Key)}\">{Text(tag.Key)}</h2>");
            foreach (var (path, method, operation) in tag)
                Write(page, path, method, operation);
        }

        return page.Append("</body></html>").ToString();
    }

    private static void Write(StringBuilder page, string path, string method, OpenApiOperation operation)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h3 id=\"{Anchor(operation.OperationId ?? path)}\"><code>{Text(method.ToUpperInvariant())} {Text(path)}</code></h3><p>{Text(operation.Summary)}</p>");
        if (operation.Parameters is { Count: > 0 } parameters)
        {
            page.Append("<table><tr><th>parameter</th><th>in</th><th></th></tr>");
            foreach (var parameter in parameters)
                page.Append(CultureInfo.InvariantCulture, $"<tr><td><code>{Text(parameter.Name)}</code></td><td>{Text(parameter.In?.ToString().ToLowerInvariant())}</td><td>{(parameter.Required ? "required" : "")}</td></tr>");
            page.Append("</table>");
        }

        WriteExample(page, "Request", operation.RequestBody?.Content);
        page.Append("<table><tr><th>status</th><th>meaning</th></tr>");
        foreach (var (status, response) in operation.Responses ?? [])
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(status)}</td><td>{Text(response.Description)}</td></tr>");
        page.Append("</table>");
        WriteExample(page, "Answer", operation.Responses?.FirstOrDefault(response => response.Key.StartsWith('2')).Value?.Content);
    }

    private static void WriteExample(StringBuilder page, string title, IDictionary<string, OpenApiMediaType>? content)
    {
        if (content?.Values.Select(media => media.Example).OfType<JsonNode>().FirstOrDefault() is { } example)
            page.Append(CultureInfo.InvariantCulture, $"<p>{title}</p><pre>{Text(example.ToJsonString(Indented))}</pre>");
    }

    private static string Anchor(string text) => Text(text.Replace(' ', '-').ToLowerInvariant());

    private static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");
}
