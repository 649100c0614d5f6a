using System.Text.Json;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Customers;
using Agent.Plugins.Orders;
using Agent.Plugins.Products;

namespace Agent.Tests.Plugins;

/// <summary>Reads the public retail database, as the benchmark keeps it, into the back office's own tables.</summary>
internal static class RetailImport
{
    public static async Task RunAsync(SampleShop shop, string tenant)
    {
        var users = RetailRecordings.Read<Dictionary<string, JsonElement>>("tau-retail-db/users.json");
        var orders = RetailRecordings.Read<Dictionary<string, JsonElement>>("tau-retail-db/orders.json");
        var products = RetailRecordings.Read<Dictionary<string, JsonElement>>("tau-retail-db/products.json");
        await using var db = shop.Read();
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        db.Products.AddRange(products.Values.Select(product => ReadProduct(tenant, product)));
        db.Customers.AddRange(users.Select(user => ReadCustomer(tenant, user.Key, user.Value)));
        db.Orders.AddRange(users.SelectMany(user => user.Value.GetProperty("orders").EnumerateArray()
            .Select((id, position) => ReadOrder(tenant, orders[id.GetString()!], position + 1))));
        await db.SaveChangesAsync();
    }

    private static Product ReadProduct(string tenant, JsonElement product) => new()
    {
        Tenant = tenant,
        ProductId = Text(product, "product_id"),
        Name = Text(product, "name"),
        Variants = [.. product.GetProperty("variants").EnumerateObject().Select(v => new ProductVariant
        {
            Tenant = tenant,
            ItemId = v.Name,
            ProductId = Text(product, "product_id"),
            Options = v.Value.GetProperty("options").Deserialize<Dictionary<string, string>>()!,
            Available = v.Value.GetProperty("available").GetBoolean(),
            PriceMinor = Minor(v.Value, "price"),
        })],
    };

    private static Customer ReadCustomer(string tenant, string id, JsonElement user) => new()
    {
        Tenant = tenant,
        CustomerId = id,
        Tier = CustomerTier.Standard,
        FirstName = Text(user.GetProperty("name"), "first_name"),
        LastName = Text(user.GetProperty("name"), "last_name"),
        Email = Text(user, "email").ToLowerInvariant(),
        Address = ReadAddress(user),
        PaymentMethods = [.. user.GetProperty("payment_methods").EnumerateObject().Select(m => new PaymentMethod
        {
            Tenant = tenant,
            CustomerId = id,
            PaymentMethodId = m.Name,
            Source = WireName<PaymentSource>.Parse(Text(m.Value, "source")),
            Brand = m.Value.TryGetProperty("brand", out var brand) ? brand.GetString() : null,
            LastFour = m.Value.TryGetProperty("last_four", out var lastFour) ? lastFour.GetString() : null,
            BalanceMinor = m.Value.TryGetProperty("balance", out _) ? Minor(m.Value, "balance") : null,
        })],
    };

    private static Order ReadOrder(string tenant, JsonElement order, int sequence) => new()
    {
        Tenant = tenant,
        OrderId = Text(order, "order_id"),
        CustomerId = Text(order, "user_id"),
        Sequence = sequence,
        Status = WireName<OrderStatus>.Parse(Text(order, "status")),
        Address = ReadAddress(order),
        Items = [.. order.GetProperty("items").EnumerateArray().Select(i => new OrderItem
        {
            Name = Text(i, "name"),
            ProductId = Text(i, "product_id"),
            ItemId = Text(i, "item_id"),
            PriceMinor = Minor(i, "price"),
            Options = i.GetProperty("options").Deserialize<Dictionary<string, string>>()!,
        })],
        Fulfillments = [.. order.GetProperty("fulfillments").EnumerateArray().Select(f => new Fulfillment
        {
            TrackingId = f.GetProperty("tracking_id").Deserialize<string[]>()!,
            ItemIds = f.GetProperty("item_ids").Deserialize<string[]>()!,
        })],
        PaymentHistory = [.. order.GetProperty("payment_history").EnumerateArray().Select(p => new PaymentTransaction
        {
            TransactionType = WireName<TransactionType>.Parse(Text(p, "transaction_type")),
            AmountMinor = Minor(p, "amount"),
            PaymentMethodId = Text(p, "payment_method_id"),
        })],
    };

    private static Address ReadAddress(JsonElement owner)
    {
        var address = owner.GetProperty("address");
        return new()
        {
            Address1 = Text(address, "address1"),
            Address2 = Text(address, "address2"),
            City = Text(address, "city"),
            Country = Text(address, "country"),
            State = Text(address, "state"),
            Zip = Text(address, "zip"),
        };
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    // The source computes in floating point: 71.96000000000001 is 71.96.
    private static long Minor(JsonElement json, string name) => (long)Math.Round(json.GetProperty(name).GetDecimal() * 100);
}
