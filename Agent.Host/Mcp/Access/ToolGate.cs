using System.Security.Claims;
using System.Text.Json;
using Agent.Host.Mcp.Protocol;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Mcp.Serving;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Agent.Host.Mcp.Access;

/// <summary>
/// Lets in whom we know, offers each caller the tools it may use, and turns a call away that asks for more: with the exact scope when a scope is all that
/// is missing, and as an unknown tool when it is not meant for the caller at all.
/// </summary>
internal sealed class ToolGate(McpCallers callers, McpLimits limits, ServedTools tools, IOptions<McpOptions> options)
{
    public async ValueTask<McpRefusal?> EnterAsync(HttpContext context)
    {
        var (caller, refusal) = await callers.IdentifyAsync(context);
        if (caller is null)
            return refusal;
        if (await limits.EnterAsync(context, caller) is { } tooMuch)
            return tooMuch;
        context.Features.Set(caller.Tenant is { } tenant ? caller with { Tools = await callers.FindToolsAsync(tenant, context.RequestAborted) } : caller);
        context.User = new(new ClaimsIdentity([new("tenant", caller.Tenant ?? "*"), new("sub", caller.Name)], "mcp")); // whose a session is
        return null;
    }

    public async ValueTask<McpRefusal?> CheckAsync(HttpContext context, McpBody body)
    {
        if (body.Method != RequestMethods.ToolsCall)
            return null; // what there is depends on the caller alone, not on whom a call would be for
        var (call, refusal) = McpCallReader.Read(CallerOf(context), body, context.TraceIdentifier);
        if (call is null)
            return refusal;
        // Whoever serves several tenants names one in the call.
        var caller = CallerOf(context);
        if (caller.Tenant is null && await callers.FindSuspensionAsync(call.Tenant, context.RequestAborted) is { } suspended)
            return suspended;
        var allowed = caller.Tenant is null ? await callers.FindToolsAsync(call.Tenant, context.RequestAborted) : caller.Tools;
        (body.Message.Context!.Items ??= new Dictionary<string, object?>())[McpCall.Item] = call;
        if (NameIn(body) is not { } name || tools.Find(name, VersionOf(context)) is not { } tool)
            return null;
        if (!IsAllowed(tool, allowed))
            return new(StatusCodes.Status403Forbidden, McpRefusal.Transport, $"The tenant does not use the tool {tool.Function.Name}.");
        return ToolAccess.IsForRole(tool.Function, call.Caller) && ToolAccess.MissingScope(tool.Function, call.Caller) is { } scope
            ? McpChallenge.InsufficientScope(context, scope) : null;
    }

    public void Configure(HttpContext context, McpServerOptions server)
    {
        server.ToolCollection ??= [];
        var caller = CallerOf(context);
        foreach (var tool in tools.VisibleTo(caller.Access, VersionOf(context)).Where(tool => IsAllowed(tool, caller.Tools)))
            server.ToolCollection.TryAdd(tool);
        server.Filters.Request.ListToolsFilters.Add(next => async (request, cancellationToken) =>
        {
            var result = await next(request, cancellationToken);
            result.Tools = [.. result.Tools.OrderBy(tool => tool.Name, StringComparer.Ordinal)]; // the same order for everybody, so that caches of prompts hold
            (result.TimeToLive, result.CacheScope) = (options.Value.ListLifetime, CacheScope.Private);
            return result;
        });
    }

    private static bool IsAllowed(ServedTool tool, IReadOnlyList<string>? allowed) => allowed is null || allowed.Contains(tool.Function.Name, StringComparer.Ordinal);

    private static McpCaller CallerOf(HttpContext context) => context.Features.GetRequiredFeature<McpCaller>();

    private static ToolSchemaVersion VersionOf(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<McpVersionMetadata>()?.Version ?? ServedTools.Newest;

    private static string? NameIn(McpBody body) =>
        body.Params is { } parameters && parameters.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
}
