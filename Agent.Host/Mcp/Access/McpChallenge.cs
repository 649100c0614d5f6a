using Agent.Host.Mcp.Protocol;

namespace Agent.Host.Mcp.Access;

/// <summary>Tells a client how to get in: where the metadata of this resource are (RFC 9728), and what scope is needed (RFC 6750).</summary>
internal static class McpChallenge
{
    /// <summary>A token is needed, or another one.</summary>
    public static McpRefusal Unauthorized(HttpContext context, string scope, bool wasRefused)
    {
        context.Response.Headers.WWWAuthenticate = wasRefused
            ? $"Bearer error=\"invalid_token\", resource_metadata=\"{ProtectedResource.MetadataOf(context)}\", scope=\"{scope}\""
            : $"Bearer resource_metadata=\"{ProtectedResource.MetadataOf(context)}\", scope=\"{scope}\"";
        return new(StatusCodes.Status401Unauthorized, McpRefusal.Transport, wasRefused ? "The access token is not valid here." : "An access token is needed.");
    }

    /// <summary>The token is good, but does not allow this.</summary>
    public static McpRefusal InsufficientScope(HttpContext context, string scope)
    {
        context.Response.Headers.WWWAuthenticate =
            $"Bearer error=\"insufficient_scope\", scope=\"{scope}\", resource_metadata=\"{ProtectedResource.MetadataOf(context)}\"";
        return new(StatusCodes.Status403Forbidden, McpRefusal.Transport, $"This needs the scope '{scope}'.");
    }
}
