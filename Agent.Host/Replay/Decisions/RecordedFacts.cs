using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Processes.Replay.Rehearsing;

namespace Agent.Host.Replay.Decisions;

/// <summary>
/// What our policies look up and recordings of others do not hold as such, but tell: the order and the profile as the calls before left them, and what a change of items or
/// of the payment would come to, which the recorded change itself tells.
/// </summary>
internal static class RecordedFacts
{
    private const string OrderId = "order_id";
    private const string UserId = "user_id";
    private const string History = "payment_history";

    private static readonly string[] s_changesOfItems = ["exchange_delivered_order_items", "modify_pending_order_items"];

    public static string? Derive(ScriptedCall asked, IReadOnlyList<ScriptedCall> earlier, IReadOnlyList<ScriptedCall> later) => asked.Tool switch
    {
        "get_order_details" => Newest(asked, OrderId, earlier, call => Parse(call.Result)?[History] is JsonArray && IsSame(call, asked, OrderId)),
        "get_user_details" => Newest(asked, UserId, earlier, call => Parse(call.Result)?["payment_methods"] is JsonObject && IsSame(call, asked, UserId)),
        "preview_item_change" => Preview(asked, earlier, later, call => s_changesOfItems.Contains(call.Tool), OfItems),
        "preview_payment_change" => Preview(asked, earlier, later, call => call.Tool == "modify_pending_order_payment", OfPayment),
        _ => null,
    };

    private static string? Newest(ScriptedCall asked, string key, IReadOnlyList<ScriptedCall> earlier, Func<ScriptedCall, bool> tells) =>
        TextOf(asked.Arguments, key) is null ? null : earlier.LastOrDefault(tells)?.Result;

    private static string? Preview(
        ScriptedCall asked, IReadOnlyList<ScriptedCall> earlier, IReadOnlyList<ScriptedCall> later, Func<ScriptedCall, bool> isChange, Func<ScriptedCall, JsonObject, JsonObject?> of)
    {
        bool Is(ScriptedCall call) => isChange(call) && call.Result is not null && AllSame(asked.Arguments, call.Arguments);
        if ((later.FirstOrDefault(Is) ?? earlier.LastOrDefault(Is)) is not { Result: { } result } change)
        {
            return null;
        }

        if (result.StartsWith("Error", StringComparison.Ordinal))
        {
            return new JsonObject { ["problem"] = result[(result.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() }.ToJsonString();
        }

        return Parse(result) is { } order ? of(change, order)?.ToJsonString() : null;
    }

    private static JsonObject? OfItems(ScriptedCall change, JsonObject order)
    {
        var difference = order["exchange_price_difference"] is { } exchanged ? Number(exchanged) : LastMoved(order);
        return difference is not { } dollars ? null : new()
        {
            ["problem"] = "none",
            ["price_difference"] = dollars,
            ["amount"] = Math.Abs(dollars),
            ["items"] = new JsonArray([.. change.Arguments.GetProperty("new_item_ids").EnumerateArray().Select(item => new JsonObject { ["description"] = item.ToString() })]),
        };
    }

    private static JsonObject? OfPayment(ScriptedCall change, JsonObject order) =>
        LastMoved(order) is not { } dollars ? null : new() { ["problem"] = "none", ["amount"] = Math.Abs(dollars) };

    /// <summary>What a change of items cost is the last entry of the order's payments: negative for what went back.</summary>
    private static decimal? LastMoved(JsonObject order) => order[History] is JsonArray { Count: > 0 } history && history[^1] is JsonObject last && Number(last["amount"]) is { } amount
        ? (string?)last["transaction_type"] == "refund" ? -amount : amount
        : null;

    private static decimal? Number(JsonNode? node) =>
        node is not null && decimal.TryParse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? decimal.Round(number, 2) : null;

    private static bool AllSame(JsonElement asked, JsonElement recorded) =>
        asked.EnumerateObject().All(argument => recorded.TryGetProperty(argument.Name, out var other) && JsonElement.DeepEquals(argument.Value, other));

    private static bool IsSame(ScriptedCall call, ScriptedCall asked, string key) =>
        TextOf(call.Arguments, key) is { } recorded && string.Equals(recorded.Trim().TrimStart('#'), TextOf(asked.Arguments, key)!.Trim().TrimStart('#'), StringComparison.OrdinalIgnoreCase);

    private static string? TextOf(JsonElement arguments, string name) =>
        arguments.ValueKind is JsonValueKind.Object && arguments.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static JsonObject? Parse(string? text)
    {
        try
        {
            return text is { Length: > 0 } && text[0] == '{' ? JsonNode.Parse(text) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
