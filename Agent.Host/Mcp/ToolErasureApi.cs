using System.Text.Json;
using Agent.Host.Mcp.Access;
using Agent.Host.Mcp.Protocol;
using Agent.Host.Security;
using Agent.Plugins.BackOffice.Erasure;

namespace Agent.Host.Mcp;

/// <summary>
/// Where a tool server takes orders to erase a customer from its back office: from our own services, and from whom an issuer gave the scope. It is no tool, so that no model can be talked into it.
/// </summary>
internal static partial class ToolErasureApi
{
    public const string Address = McpApi.Root + ErasureOrder.Path;
    private const int LongestId = 200;

    public static void MapToolErasure(this IEndpointRouteBuilder app) => app.MapPost(Address, PostAsync).ExcludeFromDescription();

    private static async Task PostAsync(HttpContext context)
    {
        var services = context.RequestServices;
        if (services.GetRequiredService<McpOrigins>().Check(context) is { } stranger)
        {
            await stranger.WriteAsync(context);
            return;
        }

        var (caller, refusal) = await services.GetRequiredService<McpCallers>().IdentifyAsync(context);
        if (caller is null)
        {
            await refusal!.WriteAsync(context);
            return;
        }

        var (order, fault) = await ReadAsync(context);
        if (order is null)
        {
            await TypedResults.Problem(fault, statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
            return;
        }

        if (!MayErase(caller, order.Tenant))
        {
            await TypedResults.Problem($"This needs the scope '{Scopes.ManagePrivacy}', in the tenant it is asked for.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);
            return;
        }

        var removed = await services.GetRequiredService<BackOfficeRecords>().EraseAsync(order.Tenant, order.CustomerId, [.. order.Conversations], context.RequestAborted)
            ?? new Dictionary<string, long>();
        LogErased(services.GetRequiredService<ILogger<BackOfficeRecords>>(), order.Tenant, caller.Name, removed.Values.Sum());
        await TypedResults.Json(new ErasureOutcome(removed, BackOfficeRecords.Kept), ErasureJsonContext.Default.ErasureOutcome).ExecuteAsync(context);
    }

    private static bool MayErase(McpCaller caller, string tenant) =>
        caller.IsOwnService || (caller.CustomerId is null && caller.Tenant == tenant && caller.Access.Holds(Scopes.ManagePrivacy));

    private static async Task<(ErasureOrder? Order, string? Fault)> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
            return (null, "The body must be JSON.");
        try
        {
            var order = await context.Request.ReadFromJsonAsync(ErasureJsonContext.Default.ErasureOrder, context.RequestAborted);
            return order switch
            {
                null => (null, "There is no body."),
                _ when !TenantNames.IsValid(order.Tenant) => (null, "tenant is no tenant's name."),
                _ when order.CustomerId.Length is 0 or > LongestId || order.CustomerId.Any(char.IsControl) => (null, $"customerId must have 1 to {LongestId} characters, and no control characters."),
                _ when order.Conversations.Count > ErasureOrder.MostConversations || order.Conversations.Any(id => id is not { Length: > 0 and <= LongestId }) =>
                    (null, $"conversations must be at most {ErasureOrder.MostConversations} ids."),
                _ => (order, null),
            };
        }
        catch (JsonException exception)
        {
            return (null, $"The body cannot be read: {exception.Message}");
        }
    }

    [LoggerMessage(EventId = 3131, Level = LogLevel.Information, Message = "A customer of {Tenant} was erased from the back office for {Caller}: {Rows} rows")]
    private static partial void LogErased(ILogger logger, string tenant, string caller, long rows);
}
