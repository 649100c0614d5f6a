using System.Text.Json;
using Agent.Host.Mcp.Protocol;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Mcp;
using Agent.Plugins.Mcp.Serving;

namespace Agent.Host.Mcp.Access;

/// <summary>Reads from <c>_meta</c> on whose behalf a call is made, and holds it against who the caller is: what a caller may not say is refused, never ignored.</summary>
internal static class McpCallReader
{
    private const int Longest = 300;

    /// <summary>Reads it.</summary>
    /// <returns>The call, or why the caller may not make it.</returns>
    public static (McpCall? Call, McpRefusal? Refusal) Read(McpCaller caller, McpBody body, string requestId)
    {
        var said = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var key in Keys)
        {
            if (!TryRead(body.Meta, key, out var value))
                return (null, McpRefusal.BadRequest(McpRefusal.InvalidParams, $"params._meta[\"{key}\"] must be a text of 1 to {Longest} characters that can be printed."));
            said[key] = value;
        }

        if (caller.Tenant is not null && said[McpMetaKeys.Tenant] is { } tenant && tenant != caller.Tenant)
            return (null, Forbidden("The caller belongs to another tenant."));
        if (caller.CustomerId is not null && said[McpMetaKeys.CustomerId] is { } customer && customer != caller.CustomerId)
            return (null, Forbidden("The caller may not act for another customer."));
        if (caller.CustomerId is not null && said[McpMetaKeys.ConversationId] is not null)
            return (null, Forbidden("A customer's own call belongs to no conversation.")); // budgets are kept per conversation
        if ((caller.Tenant ?? said[McpMetaKeys.Tenant] ?? caller.UsualTenant) is not { } shop)
            return (null, McpRefusal.BadRequest(McpRefusal.InvalidParams, $"params._meta[\"{McpMetaKeys.Tenant}\"] must say whose shop it is."));
        return (new()
        {
            Tenant = shop,
            Caller = caller.Access with { Scopes = Narrow(caller.Access, said[McpMetaKeys.Scopes]) },
            CallerName = caller.Name,
            CustomerId = caller.CustomerId ?? said[McpMetaKeys.CustomerId],
            ConversationId = said[McpMetaKeys.ConversationId],
            // Two callers who happen to choose the same name do not mean the same call.
            IdempotencyKey = said[McpMetaKeys.IdempotencyKey] is not { } named || caller.IsOwnService ? said[McpMetaKeys.IdempotencyKey] : $"{caller.Name}:{named}",
            RequestId = said[McpMetaKeys.RequestId] ?? requestId,
        }, null);
    }

    private static readonly string[] Keys =
        [McpMetaKeys.Tenant, McpMetaKeys.CustomerId, McpMetaKeys.ConversationId, McpMetaKeys.IdempotencyKey, McpMetaKeys.RequestId, McpMetaKeys.Scopes];

    private static McpRefusal Forbidden(string message) => new(StatusCodes.Status403Forbidden, McpRefusal.Transport, message);

    // A caller may do with less than it has, for one call; never with more.
    private static string? Narrow(ToolCaller access, string? wanted) =>
        wanted is null ? access.Scopes : string.Join(' ', wanted.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(access.Holds));

    private static bool TryRead(JsonElement? meta, string key, out string? value)
    {
        value = null;
        if (meta is not { } given || !given.TryGetProperty(key, out var member))
            return true;
        value = member.ValueKind == JsonValueKind.String ? member.GetString() : null;
        return value is { Length: > 0 and <= Longest } && !value.Any(char.IsControl);
    }
}
