namespace Agent.Tests.Plugins.Orders;

internal sealed class GetOrderDetailsTests
{
    private SampleShop _shop = null!;

    [OneTimeSetUp]
    public async Task Open() => _shop = await SampleShop.OpenAsync();

    [OneTimeTearDown]
    public async Task Close() => await _shop.DisposeAsync();

    [TestCase("#W1000001")]
    [TestCase("W1000001")]
    [TestCase(" w1000001 ")]
    public async Task An_order_is_found_with_and_without_its_hash(string order_id)
    {
        var order = await _shop.CallJsonAsync(SampleShop.Mara, "orders", "get_order_details", new { order_id });
        Assert.That(order.GetProperty("order_id").GetString(), Is.EqualTo("#W1000001"));
    }

    [Test]
    public async Task An_order_has_the_agreed_shape()
    {
        var order = await _shop.CallJsonAsync(SampleShop.Mara, "orders", "get_order_details", new { order_id = "#W1000001" });

        var item = order.GetProperty("items")[0];
        using var scope = Assert.EnterMultipleScope();
        Assert.That(order.EnumerateObject().Select(p => p.Name), Is.EqualTo(
            ["order_id", "user_id", "status", "placed_at", "delivered_at", "address", "items", "fulfillments", "payment_history"]));
        Assert.That(order.GetProperty("user_id").GetString(), Is.EqualTo(SampleShop.Mara));
        Assert.That(order.GetProperty("status").GetString(), Is.EqualTo("delivered"));
        Assert.That(order.GetProperty("delivered_at").GetDateTimeOffset(), Is.EqualTo(new DateTimeOffset(2026, 11, 12, 0, 0, 0, TimeSpan.Zero)));
        Assert.That(order.GetProperty("address").GetProperty("zip").GetString(), Is.EqualTo("97201"));
        Assert.That(item.EnumerateObject().Select(p => p.Name), Is.EqualTo(["name", "product_id", "item_id", "price", "options"]));
        Assert.That(item.GetProperty("price").GetDecimal(), Is.EqualTo(129.00m));
        Assert.That(order.GetProperty("fulfillments")[0].EnumerateObject().Select(p => p.Name), Is.EqualTo(["tracking_id", "item_ids"]));
        Assert.That(order.GetProperty("payment_history")[0].ToString(),
            Is.EqualTo("""{"transaction_type":"payment","amount":153.9,"payment_method_id":"credit_card_1001001"}"""));
    }

    [TestCase("#W1000003")]
    [TestCase("#W9999999")]
    [TestCase("")]
    public async Task A_foreign_order_looks_like_one_that_does_not_exist(string order_id) =>
        Assert.That(await _shop.CallAsync(SampleShop.Mara, "orders", "get_order_details", new { order_id }), Is.EqualTo("Error: order not found"));
}
