using System.Text.Json;
using Agent.Plugins.Mcp.Serving;
using Microsoft.Extensions.Options;

namespace Agent.Host.Mcp.Access;

/// <summary>The metadata of this server as an OAuth 2.0 protected resource (RFC 9728): below the well-known path of each of its addresses, and at the root.</summary>
internal static class ProtectedResource
{
    private const string WellKnown = "/.well-known/oauth-protected-resource";

    public static void MapProtectedResource(this IEndpointRouteBuilder app, IEnumerable<string> paths)
    {
        app.MapGet(WellKnown, context => WriteAsync(context, McpApi.Root)).ExcludeFromDescription();
        foreach (var path in paths)
            app.MapGet(WellKnown + path, context => WriteAsync(context, path)).ExcludeFromDescription();
    }

    /// <summary>Where the metadata of the address are that a request came to.</summary>
    public static string MetadataOf(HttpContext context)
    {
        var resource = ResourceOf(context, context.Request.Path);
        return $"{resource.GetLeftPart(UriPartial.Authority)}{WellKnown}{resource.AbsolutePath}";
    }

    /// <summary>The address by which clients know what a request came to.</summary>
    public static Uri ResourceOf(HttpContext context, PathString path)
    {
        var configured = context.RequestServices.GetRequiredService<IOptions<McpOptions>>().Value.Resource;
        var root = configured?.ToString().TrimEnd('/') ?? $"{context.Request.Scheme}://{context.Request.Host}{McpApi.Root}";
        return new(path.StartsWithSegments(McpApi.Root, out var version) ? root + version : root);
    }

    private static async Task WriteAsync(HttpContext context, string path)
    {
        var callers = context.RequestServices.GetRequiredService<McpCallers>();
        if (callers.Issuers.Count == 0)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound; // no authorization server can be named, so there is nothing to say
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "max-age=300";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("resource", ResourceOf(context, path).ToString());
        json.WriteString("resource_name", "Customer support tools");
        WriteList(json, "authorization_servers", callers.Issuers);
        WriteList(json, "scopes_supported", context.RequestServices.GetRequiredService<ServedTools>().Scopes);
        WriteList(json, "bearer_methods_supported", ["header"]);
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
