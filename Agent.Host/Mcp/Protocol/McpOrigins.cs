using System.Net;
using Microsoft.Extensions.Options;

namespace Agent.Host.Mcp.Protocol;

/// <summary>
/// Turns away web pages that were not meant to call: a page whose own name was made to point to this machine, and a page of another origin. What is no
/// browser sends no Origin, and is not concerned.
/// </summary>
internal sealed class McpOrigins(IOptions<McpOptions> options)
{
    private const string Any = "*";

    public McpRefusal? Check(HttpContext context)
    {
        var host = context.Request.Host;
        if (!MayBeCalledBy(host.Host, context.Connection.LocalIpAddress))
            return Forbidden($"This server is not called '{host.Host}'.");
        if (context.Request.Headers.Origin is not { Count: > 0 } origins)
            return null;
        return origins is [{ } origin] && IsWelcome(origin, context.Request) ? null : Forbidden($"Pages of the origin '{origins}' may not call this server.");
    }

    private static McpRefusal Forbidden(string message) => new(StatusCodes.Status403Forbidden, McpRefusal.Transport, message);

    private bool MayBeCalledBy(string host, IPAddress? local)
    {
        var allowed = options.Value.AllowedHosts;
        if (allowed.Count > 0)
            return allowed.Contains(Any) || allowed.Contains(host, StringComparer.OrdinalIgnoreCase);
        return local is null || !IPAddress.IsLoopback(local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : local) || IsOfThisMachine(host);
    }

    private bool IsWelcome(string origin, HttpRequest request) =>
        options.Value.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)
        || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);

    private static bool IsOfThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
