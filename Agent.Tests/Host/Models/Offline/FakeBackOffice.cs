using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Agent.Tests.Host.Models.Offline;

/// <summary>Customers, orders and products in memory, answering in the shapes of the real tools.</summary>
internal sealed class FakeBackOffice(JsonObject users, JsonObject orders, JsonObject products)
{
    private static readonly string[] Names =
    [
        "find_user_id_by_email", "find_user_id_by_name_zip", "get_user_details", "get_order_details", "get_product_details", "cancel_pending_order",
        "return_delivered_order_items", "create_ticket",
    ];

    private static readonly string[] LaterNames =
    [
        "exchange_delivered_order_items", "modify_pending_order_items", "modify_pending_order_address", "modify_pending_order_payment", "modify_user_address",
    ];

    public int Tickets { get; private set; }

    /// <summary>The first eight tools, as the kernel names them.</summary>
    public static IList<AITool> FirstTools => [.. Names.Select(Tool)];

    public static IList<AITool> AllTools => [.. Names.Concat(LaterNames).Select(Tool)];

    public static bool IsConsequential(string tool) => tool is not ("find_user_id_by_email" or "find_user_id_by_name_zip" or "get_user_details" or "get_order_details" or "get_product_details");

    public string Call(string tool, IDictionary<string, object?> arguments) => tool switch
    {
        "find_user_id_by_email" => Find(u => (string?)u["email"] == Text(arguments, "email")),
        "find_user_id_by_name_zip" => Find(u => Same(u["name"]!["first_name"], Text(arguments, "first_name")) && Same(u["name"]!["last_name"], Text(arguments, "last_name"))
            && (string?)u["address"]!["zip"] == Text(arguments, "zip")),
        "get_user_details" => users[Text(arguments, "user_id")]?.ToJsonString() ?? "Error: user not found",
        "get_order_details" => Order(arguments)?.ToJsonString() ?? "Error: order not found",
        "get_product_details" => products[Text(arguments, "product_id")]?.ToJsonString() ?? "Error: product not found",
        "cancel_pending_order" => Cancel(arguments),
        "return_delivered_order_items" => Return(arguments),
        "exchange_delivered_order_items" => Set(arguments, "delivered", "exchange requested"),
        "modify_pending_order_items" => Set(arguments, "pending", "pending (item modified)"),
        "modify_pending_order_address" => Order(arguments)!.ToJsonString(),
        "modify_pending_order_payment" => Order(arguments)!.ToJsonString(),
        "modify_user_address" => MoveUser(arguments),
        "create_ticket" => $$"""{"ticket_id":"T-{{++Tickets}}","team":"{{Text(arguments, "team")}}","priority":"{{Text(arguments, "priority")}}","status":"open"}""",
        _ => throw new ArgumentException($"Unexpected call of {tool}."),
    };

    private static AITool Tool(string name) => AIFunctionFactory.Create(() => "", new AIFunctionFactoryOptions { Name = Plugin(name) + "_" + name });

    private static string Plugin(string name) =>
        name is "create_ticket" ? "tickets" : name.Contains("user", StringComparison.Ordinal) ? "customers" : name.Contains("product", StringComparison.Ordinal) ? "products" : "orders";

    private static string Text(IDictionary<string, object?> arguments, string name) => arguments[name]?.ToString() ?? "";

    private static bool Same(JsonNode? a, string b) => string.Equals((string?)a, b, StringComparison.OrdinalIgnoreCase);

    private string Find(Func<JsonNode, bool> isMeant)
    {
        foreach (var (id, user) in users)
        {
            if (isMeant(user!))
                return id;
        }

        return "Error: user not found";
    }

    private JsonNode? Order(IDictionary<string, object?> arguments) => orders[Text(arguments, "order_id")];

    private string Cancel(IDictionary<string, object?> arguments)
    {
        if (Order(arguments) is not { } order)
            return "Error: order not found";
        if ((string?)order["status"] is not "pending")
            return "Error: non-pending order cannot be cancelled";
        order["status"] = "cancelled";
        order["cancel_reason"] = Text(arguments, "reason");
        var payment = order["payment_history"]![0]!;
        order["payment_history"]!.AsArray().Add(new JsonObject
        {
            ["transaction_type"] = "refund", ["amount"] = payment["amount"]!.DeepClone(), ["payment_method_id"] = payment["payment_method_id"]!.DeepClone(),
        });
        return order.ToJsonString();
    }

    private string Return(IDictionary<string, object?> arguments)
    {
        if (Order(arguments) is not { } order)
            return "Error: order not found";
        if ((string?)order["status"] is not "delivered")
            return "Error: non-delivered order cannot be returned";
        order["status"] = "return requested";
        order["return_items"] = new JsonArray([.. ((IEnumerable<string>)arguments["item_ids"]!).Select(id => JsonValue.Create(id))]);
        order["return_payment_method_id"] = Text(arguments, "payment_method_id");
        return order.ToJsonString();
    }

    private string Set(IDictionary<string, object?> arguments, string from, string to)
    {
        if (Order(arguments) is not { } order || (string?)order["status"] != from)
            return $"Error: only a {from} order can be changed like this";
        order["status"] = to;
        return order.ToJsonString();
    }

    private string MoveUser(IDictionary<string, object?> arguments)
    {
        var user = users[Text(arguments, "user_id")]!;
        foreach (var part in new[] { "address1", "address2", "city", "state", "country", "zip" })
            user["address"]![part] = Text(arguments, part);
        return user.ToJsonString();
    }
}
