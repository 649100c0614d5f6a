using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Agent.Tests.Plugins.Orders;

/// <summary>Exchanges and changes of pending orders: where the money goes, and that it goes once.</summary>
internal sealed class ChangeOrderTests
{
    private const string Card = "credit_card_1001001";
    private const string GiftCard = "gift_card_1001002";
    private SampleShop _shop = null!;

    [SetUp]
    public async Task Open()
    {
        _shop = await SampleShop.OpenAsync();
        await ExecuteAsync("UPDATE backoffice.product_variants SET available = true");
    }

    [TearDown]
    public async Task Close() => await _shop.DisposeAsync();

    [Test]
    public async Task Changed_items_are_paid_from_the_gift_card_once()
    {
        var (speaker, other, difference) = await FindReplacementAsync("Bluetooth Speaker");
        var first = await ChangeItemsAsync(speaker, other, GiftCard, "k1");
        var repeated = await ChangeItemsAsync(speaker, other, GiftCard, "k1");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(SampleShop.Parse(first).GetProperty("status").GetString(), Is.EqualTo("pending (item modified)"));
        Assert.That(repeated, Is.EqualTo(first));
        Assert.That(await BalanceAsync(), Is.EqualTo(25_00 - difference));
        Assert.That(await ChangeItemsAsync(other, speaker, Card, "k2"), Does.StartWith("Error: non-pending order cannot be modified"));
    }

    [Test]
    public async Task Two_copies_of_one_change_at_the_same_instant_take_effect_once()
    {
        var (speaker, other, difference) = await FindReplacementAsync("Bluetooth Speaker");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ChangeItemsAsync(speaker, other, GiftCard, "k1")));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(answers.Distinct().Count(), Is.EqualTo(1));
        Assert.That(await BalanceAsync(), Is.EqualTo(25_00 - difference));
    }

    [Test]
    public async Task A_gift_card_that_holds_less_than_the_difference_pays_nothing()
    {
        await ExecuteAsync("UPDATE backoffice.payment_methods SET balance_minor = 1 WHERE payment_method_id = 'gift_card_1001002'");
        var (speaker, other, _) = await FindReplacementAsync("Bluetooth Speaker");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await ChangeItemsAsync(speaker, other, GiftCard, "k1"), Does.StartWith("Error: insufficient gift card balance to pay for the new item: "));
        Assert.That(await BalanceAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task An_order_paid_with_another_card_refunds_the_first_once()
    {
        await ExecuteAsync("UPDATE backoffice.payment_methods SET balance_minor = 10000 WHERE payment_method_id = 'gift_card_1001002'");
        var order = await _shop.CallJsonAsync(SampleShop.Mara, "orders", "modify_pending_order_payment", new { order_id = "#W1000002", payment_method_id = GiftCard }, "k1");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(order.GetProperty("payment_history").EnumerateArray().Select(p => $"{p.GetProperty("transaction_type")} {p.GetProperty("payment_method_id")}"),
            Is.EqualTo([$"payment {Card}", $"payment {GiftCard}", $"refund {Card}"]));
        Assert.That(await BalanceAsync(), Is.EqualTo(21_00));
        Assert.That(await _shop.CallAsync(SampleShop.Mara, "orders", "modify_pending_order_payment", new { order_id = "#W1000002", payment_method_id = Card }, "k2"),
            Does.StartWith("Error: there should be exactly one payment for a pending order"));
        var cancelled = await _shop.CallJsonAsync(SampleShop.Mara, "orders", "cancel_pending_order", new { order_id = "#W1000002", reason = "no longer needed" }, "k3");
        Assert.That(cancelled.GetProperty("payment_history").GetArrayLength(), Is.EqualTo(4), "only the second payment is still to be refunded");
        Assert.That(await BalanceAsync(), Is.EqualTo(100_00));
    }

    [Test]
    public async Task An_exchange_takes_only_an_available_variant_of_the_same_product()
    {
        var (headphones, other, _) = await FindReplacementAsync("Wireless Headphones");
        var (_, case2, _) = await FindReplacementAsync("Travel Case");
        await ExecuteAsync($"UPDATE backoffice.product_variants SET available = false WHERE item_id = '{other}'");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await ExchangeAsync([headphones], [other]), Is.EqualTo($"Error: new item {other} not found or available: it is not in stock"));
        Assert.That(await ExchangeAsync([headphones], [case2]), Does.StartWith($"Error: new item {case2} not found or available: it is no variant of the product"));
        Assert.That(await ExchangeAsync([headphones], []), Does.StartWith("Error: the number of items to be exchanged should match"));
        Assert.That(await ExchangeAsync([headphones, headphones], [other, other]), Does.StartWith($"Error: {headphones} not found"));
        Assert.That(await ExchangeAsync([], []), Does.StartWith("Error: no item was named"));
        await using var db = _shop.Read();
        Assert.That(await db.Returns.CountAsync(), Is.Zero);
    }

    [Test]
    public async Task A_preview_says_what_a_change_would_cost_and_does_nothing()
    {
        var (speaker, other, difference) = await FindReplacementAsync("Bluetooth Speaker");
        var preview = await _shop.CallJsonAsync(SampleShop.Mara, "orders", "preview_item_change", Change(speaker, other, Card));
        await using var db = _shop.Read();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(preview.GetProperty("problem").GetString(), Is.EqualTo("none"));
        Assert.That(preview.GetProperty("price_difference").GetDecimal(), Is.EqualTo(difference / 100m));
        Assert.That(await db.ToolEffects.CountAsync(), Is.Zero);
    }

    [TestCase("2 * (3.5 + 4)", "15.0")]
    [TestCase("219.88 - 197.33", "22.55")]
    [TestCase("-(1 - 3) / 4", "0.5")]
    [TestCase("1 / 8", "0.12")]
    [TestCase("1 / 0", "Error: division by zero")]
    [TestCase("2 +", "Error: invalid expression")]
    [TestCase("2 ** 8", "Error: invalid expression")]
    [TestCase("system(1)", "Error: invalid characters in expression")]
    public async Task Calculates_and_nothing_else(string expression, string answer) =>
        Assert.That(await _shop.CallAsync(SampleShop.Mara, "scratchpad", "calculate", new { expression }), Does.StartWith(answer));

    private Task<string> ChangeItemsAsync(string from, string to, string method, string key) =>
        _shop.CallAsync(SampleShop.Mara, "orders", "modify_pending_order_items", Change(from, to, method), key);

    private Task<string> ExchangeAsync(string[] item_ids, string[] new_item_ids) => _shop.CallAsync(SampleShop.Mara, "orders", "exchange_delivered_order_items",
        new { order_id = "#W1000001", item_ids, new_item_ids, payment_method_id = Card }, $"k{JsonSerializer.Serialize(new_item_ids)}{item_ids.Length}");

    private static object Change(string from, string to, string method) =>
        new { order_id = "#W1000002", item_ids = new[] { from }, new_item_ids = new[] { to }, payment_method_id = method };

    /// <summary>The cheapest variant, which the sample orders hold, another one of the product, and what it costs more.</summary>
    private async Task<(string Item, string Other, long Difference)> FindReplacementAsync(string product)
    {
        await using var db = _shop.Read();
        var variants = await db.Products.Where(p => p.Name == product).SelectMany(p => p.Variants).OrderBy(v => v.PriceMinor).Take(2).ToListAsync();
        return (variants[0].ItemId, variants[1].ItemId, variants[1].PriceMinor - variants[0].PriceMinor);
    }

    private async Task<long?> BalanceAsync()
    {
        await using var db = _shop.Read();
        return await db.PaymentMethods.Where(p => p.PaymentMethodId == GiftCard).Select(p => p.BalanceMinor).SingleAsync();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _shop.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
