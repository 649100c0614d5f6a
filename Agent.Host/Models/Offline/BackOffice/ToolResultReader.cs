using System.Globalization;
using System.Text.Json;

namespace Agent.Host.Models.Offline.BackOffice;

/// <summary>Reads the JSON of tool results. What is missing or of another type than expected is left out rather than a reason to fail.</summary>
internal static class ToolResultReader
{
    public static CustomerView? ReadCustomer(JsonElement json, string userId) => new(
        Text(json, "user_id") ?? userId,
        json.TryGetProperty("name", out var name) ? Text(name, "first_name") ?? "" : "",
        Text(json, "email"),
        Text(json, "tier"),
        ReadAddress(json),
        json.TryGetProperty("payment_methods", out var methods) ? ReadPaymentMethods(methods) : [],
        Texts(json, "orders"));

    public static OrderView? ReadOrder(JsonElement json)
    {
        if (Text(json, "order_id") is not { } id || Text(json, "status") is not { } status)
            return null;
        var payments = Elements(json, "payment_history");
        return new OrderView
        {
            Id = id,
            Status = status.ToLowerInvariant(),
            Items = ReadItems(json),
            PlacedAt = Time(json, "placed_at"),
            DeliveredAt = Time(json, "delivered_at"),
            Address = ReadAddress(json),
            TrackingIds = [.. Elements(json, "fulfillments").SelectMany(f => Texts(f, "tracking_id"))],
            PaidWith = payments.Where(p => Text(p, "transaction_type") is "payment").Select(p => Text(p, "payment_method_id")).FirstOrDefault(),
            Paid = payments.Where(p => Text(p, "transaction_type") is "payment").Sum(p => Number(p, "amount") ?? 0),
            Refunded = payments.Where(p => Text(p, "transaction_type") is "refund").Sum(p => Number(p, "amount") ?? 0),
            ReturnItems = Texts(json, "return_items"),
            ReturnPaymentMethodId = Text(json, "return_payment_method_id"),
            CancelReason = Text(json, "cancel_reason"),
        };
    }

    public static ProductView? ReadProduct(JsonElement json)
    {
        if (Text(json, "product_id") is not { } id || Text(json, "name") is not { } name || !json.TryGetProperty("variants", out var variants)
            || variants.ValueKind is not JsonValueKind.Object)
            return null;
        return new ProductView(id, name, [.. variants.EnumerateObject().Select(v => ReadItem(v.Value, id, name)).OfType<ItemView>()]);
    }

    public static ArticleView[] ReadArticles(JsonElement json) =>
        [.. Elements(json, "articles").Select(article => new ArticleView(Text(article, "title") ?? "", Text(article, "text") ?? ""))];

    /// <summary>What was refunded and as what; null when it is no refund.</summary>
    public static (string Id, decimal Amount, bool IsCredit)? ReadRefund(JsonElement json) =>
        Text(json, "refund_id") is { } id && Number(json, "amount") is { } amount ? (id, amount, Text(json, "refunded_to") is "store_credit") : null;

    public static string? Text(JsonElement json, string property) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(property, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static ItemView[] ReadItems(JsonElement order)
    {
        var items = new List<ItemView>();
        foreach (var item in Elements(order, "items"))
        {
            if (ReadItem(item, Text(item, "product_id") ?? "", Text(item, "name") ?? "item") is { } read)
                items.Add(read);
        }

        return [.. items];
    }

    private static ItemView? ReadItem(JsonElement json, string productId, string name)
    {
        if (Text(json, "item_id") is not { } id)
            return null;
        var options = json.TryGetProperty("options", out var given) && given.ValueKind is JsonValueKind.Object
            ? given.EnumerateObject().Select(o => KeyValuePair.Create(o.Name, o.Value.ToString())).ToArray()
            : [];
        var isOut = json.TryGetProperty("available", out var available) && available.ValueKind is JsonValueKind.False;
        return new ItemView(id, productId, name, Number(json, "price") ?? 0, options, !isOut);
    }

    private static PaymentMethodView[] ReadPaymentMethods(JsonElement methods) => methods.ValueKind is not JsonValueKind.Object
        ? []
        : [.. methods.EnumerateObject().Select(m =>
            new PaymentMethodView(m.Name, Text(m.Value, "source") ?? "", Text(m.Value, "brand"), Text(m.Value, "last_four"), Number(m.Value, "balance")))];

    private static AddressView? ReadAddress(JsonElement json) =>
        json.TryGetProperty("address", out var address) && address.ValueKind is JsonValueKind.Object
            ? new AddressView(Part(address, "address1"), Part(address, "address2"), Part(address, "city"), Part(address, "state"), Part(address, "country"), Part(address, "zip"))
            : null;

    private static string Part(JsonElement address, string property) => Text(address, property) ?? "";

    private static decimal? Number(JsonElement json, string property) =>
        json.TryGetProperty(property, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetDecimal(out var number) ? number : null;

    private static DateTimeOffset? Time(JsonElement json, string property) =>
        Text(json, property) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static string[] Texts(JsonElement json, string property) =>
        [.. Elements(json, property).Where(e => e.ValueKind is JsonValueKind.String).Select(e => e.GetString()!)];

    private static JsonElement[] Elements(JsonElement json, string property) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(property, out var array) && array.ValueKind is JsonValueKind.Array ? [.. array.EnumerateArray()] : [];
}
