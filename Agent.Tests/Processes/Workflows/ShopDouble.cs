using System.Collections.ObjectModel;
using System.Text.Json;
using Agent.Processes;
using Agent.Processes.Steps.Tools;
using Microsoft.SemanticKernel;

namespace Agent.Tests.Processes.Workflows;

/// <summary>A shop with one customer and two orders, which notes every call. Its answers can be replaced.</summary>
internal sealed class ShopDouble
{
    private readonly Dictionary<string, Func<KernelArguments, string>> _answers;

    public ShopDouble(DateTimeOffset now)
    {
        Delivered = now.AddDays(-10);
        _answers = new()
        {
            ["find_user_id_by_email"] = arguments => (string?)arguments["email"] == "mara@example.com" ? "mara" : "Error: user not found",
            ["get_user_details"] = arguments => (string?)arguments["user_id"] == "mara"
                ? """{"user_id":"mara","tier":"gold","payment_methods":{"card_1":{"source":"credit_card","id":"card_1"}},"orders":["#W1","#W2"]}"""
                : "Error: user not found",
            ["get_order_details"] = arguments => OrderJson((string)arguments["order_id"]!),
            ["return_delivered_order_items"] = _ =>
            {
                Status = "return requested";
                return """{"order_id":"#W1","status":"return requested"}""";
            },
            ["burn_order"] = _ => "burnt",
            ["cancel_pending_order"] = _ => """{"order_id":"#W2","status":"cancelled"}""",
            ["create_ticket"] = arguments => $$"""{"ticket_id":"T-7","team":"{{arguments["team"]}}","priority":"{{arguments["priority"]}}","status":"open"}""",
        };
    }

    public DateTimeOffset Delivered { get; set; }

    public decimal Price { get; set; } = 129.99m;

    public string Status { get; set; } = "delivered";

    public List<(string Tool, string? Key, string? Customer, KernelArguments Arguments)> Calls { get; } = [];

    public Func<KernelArguments, string> this[string tool] { set => _answers[tool] = value; }

    public int CountOf(string tool) => Calls.Count(call => call.Tool == tool);

    public KernelPlugin CreatePlugin() => KernelPluginFactory.CreateFromFunctions("shop", _answers.Keys.Select(tool => KernelFunctionFactory.CreateFromMethod(
        (Kernel kernel, KernelArguments arguments) =>
        {
            Calls.Add((tool, kernel.Data[ToolCallData.IdempotencyKey] as string, kernel.Data.TryGetValue(ToolCallData.CustomerId, out var id) ? id as string : null, arguments));
            return _answers[tool](arguments);
        }, new KernelFunctionFromMethodOptions { FunctionName = tool, AdditionalMetadata = MetadataOf(tool) })));

    private static ReadOnlyDictionary<string, object?> MetadataOf(string tool) =>
        new(new Dictionary<string, object?> { [ToolCalls.ConsequentialKey] = !tool.StartsWith("get", StringComparison.Ordinal) && !tool.StartsWith("find", StringComparison.Ordinal) });

    private string OrderJson(string id) => id switch
    {
        "#W1" => JsonSerializer.Serialize(new
        {
            order_id = id,
            user_id = "mara",
            status = Status,
            delivered_at = Delivered,
            items = new[] { new { item_id = "1", name = "Wireless Headphones", price = Price } },
        }),
        "#W2" => """{"order_id":"#W2","user_id":"mara","status":"pending","items":[{"item_id":"2","name":"Desk Lamp","price":25.5}]}""",
        _ => "Error: order not found",
    };
}
