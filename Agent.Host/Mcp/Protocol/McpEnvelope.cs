using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace Agent.Host.Mcp.Protocol;

/// <summary>Which revision a request speaks, and whether what every request of that revision must say about itself is there.</summary>
/// <param name="Version">The revision; null for the older handshake, which settles it.</param>
/// <param name="IsModern">Whether the request stands for itself, without handshake and session.</param>
internal readonly record struct McpEnvelope(string? Version, bool IsModern)
{
    public const string VersionHeader = "MCP-Protocol-Version";

    /// <summary>Reads header and <c>_meta</c>.</summary>
    /// <returns>Null in place of a refusal when all is well.</returns>
    public static McpRefusal? Read(IHeaderDictionary headers, McpBody body, out McpEnvelope envelope)
    {
        var named = headers[VersionHeader] is [var header] ? header?.Trim() : null;
        var spoken = Text(body.Meta, MetaKeys.ProtocolVersion);
        if (named != McpVersions.Modern && spoken is null && (named is null || McpVersions.Legacy.Contains(named)))
        {
            envelope = new(body.Method == RequestMethods.Initialize ? null : named ?? McpVersions.Unnamed, IsModern: false);
            return null;
        }

        envelope = new(spoken ?? named, IsModern: true);
        return body.Message is JsonRpcRequest ? CheckRequest(named, spoken, body) : CheckOther(named, body);
    }

    private static McpRefusal? CheckRequest(string? named, string? spoken, McpBody body)
    {
        if (spoken is null)
        {
            return named == McpVersions.Modern
                ? McpRefusal.BadRequest(McpRefusal.InvalidParams, $"Every request says its version in params._meta[\"{MetaKeys.ProtocolVersion}\"].")
                : McpRefusal.Unsupported(named!);
        }

        if (!body.Meta!.Value.TryGetProperty(MetaKeys.ClientCapabilities, out var capabilities) || capabilities.ValueKind != JsonValueKind.Object)
            return McpRefusal.BadRequest(McpRefusal.InvalidParams, $"Every request says what its client can do in params._meta[\"{MetaKeys.ClientCapabilities}\"], an object.");
        if (named is null)
            return McpRefusal.Mismatch($"The header {VersionHeader} is missing.");
        if (!string.Equals(named, spoken, StringComparison.Ordinal))
            return McpRefusal.Mismatch($"The header {VersionHeader} says '{named}', and the body '{spoken}'.");
        return spoken == McpVersions.Modern ? null : McpRefusal.Unsupported(spoken);
    }

    private static McpRefusal? CheckOther(string? named, McpBody body) =>
        body.Message is not JsonRpcNotification ? McpRefusal.BadRequest(McpRefusal.InvalidRequest, "This server asked nothing that could be answered.")
        : named is null or McpVersions.Modern ? null : McpRefusal.Unsupported(named);

    private static string? Text(JsonElement? meta, string key) =>
        meta is { } given && given.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
