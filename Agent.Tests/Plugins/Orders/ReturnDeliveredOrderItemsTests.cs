using Agent.Plugins.Orders;
using Microsoft.EntityFrameworkCore;

namespace Agent.Tests.Plugins.Orders;

internal sealed class ReturnDeliveredOrderItemsTests
{
    private const string Tool = "return_delivered_order_items";
    private const string Card = "credit_card_1001001";
    private const string GiftCard = "gift_card_1001002";
    private SampleShop _shop = null!;
    private string _headphones = null!;
    private string _case = null!;

    [SetUp]
    public async Task Open()
    {
        _shop = await SampleShop.OpenAsync();
        await using var db = _shop.Read();
        var order = await db.Orders.SingleAsync(o => o.OrderId == "#W1000001");
        (_headphones, _case) = (order.Items[0].ItemId, order.Items[1].ItemId);
    }

    [TearDown]
    public async Task Close() => await _shop.DisposeAsync();

    [TestCase(Card)]
    [TestCase(GiftCard)]
    public async Task A_return_is_booked_with_its_items_and_the_amount(string target)
    {
        var order = await _shop.CallJsonAsync(SampleShop.Mara, "orders", Tool, new { order_id = "#W1000001", item_ids = new[] { _headphones }, payment_method_id = target }, "k1");

        await using var db = _shop.Read();
        var booked = await db.Returns.SingleAsync();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(order.GetProperty("status").GetString(), Is.EqualTo("return requested"));
        Assert.That(order.GetProperty("return_items").EnumerateArray().Select(i => i.GetString()), Is.EqualTo([_headphones]));
        Assert.That(order.GetProperty("return_payment_method_id").GetString(), Is.EqualTo(target));
        Assert.That((booked.OrderId, booked.Kind, booked.AmountMinor, booked.PaymentMethodId), Is.EqualTo(("#W1000001", ReturnKind.Return, 129_00L, target)));
        Assert.That(booked.ItemIds, Is.EqualTo([_headphones]));
        Assert.That(booked.RequestedAt, Is.EqualTo(SampleShop.Now));
        Assert.That((await db.Orders.SingleAsync(o => o.OrderId == "#W1000001")).Status, Is.EqualTo(OrderStatus.ReturnRequested));
        Assert.That(await db.ToolEffects.CountAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task What_the_tool_answers_is_what_the_order_says_afterwards()
    {
        var answered = await ReturnAsync([_case, _headphones], "k1");

        Assert.That(await _shop.CallAsync(SampleShop.Mara, "orders", "get_order_details", new { order_id = "#W1000001" }), Is.EqualTo(answered));
    }

    [Test]
    public async Task The_same_call_again_returns_the_first_answer_and_books_nothing()
    {
        var first = await ReturnAsync([_headphones, _case], "k1");
        var again = await ReturnAsync([_case, _headphones], "k1"); // the order of the items means nothing

        Assert.That(again, Is.EqualTo(first));
        Assert.That(await CountEffectsAsync(), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task The_same_key_with_other_arguments_is_refused()
    {
        await ReturnAsync([_headphones], "k1");

        Assert.That(await ReturnAsync([_case], "k1"),
            Is.EqualTo("Error: this call was already made as return_delivered_order_items with other arguments; nothing was done now"));
        Assert.That(await CountEffectsAsync(), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task The_same_key_twice_at_the_same_instant_takes_effect_once_and_answers_both([Values(2, 8)] int calls)
    {
        var answers = await AtOnceAsync(calls, _ => ReturnAsync([_headphones], "k1"));

        Assert.That(answers.Distinct().Count(), Is.EqualTo(1), string.Join('\n', answers));
        Assert.That(SampleShop.Parse(answers[0]).GetProperty("status").GetString(), Is.EqualTo("return requested"));
        Assert.That(await CountEffectsAsync(), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task Two_different_returns_of_one_order_at_the_same_instant_have_one_winner()
    {
        var answers = await AtOnceAsync(2, i => ReturnAsync([i is 0 ? _headphones : _case], $"k{i}"));

        using var scope = Assert.EnterMultipleScope();
        Assert.That(answers, Has.Exactly(1).Contains("\"status\":\"return requested\""), string.Join('\n', answers));
        Assert.That(answers, Has.Exactly(1).EqualTo(
            "Error: non-delivered order cannot be returned: for #W1000001 a return was already requested, and that is possible once per order"));
        Assert.That(await CountEffectsAsync(), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task A_second_return_of_the_order_is_refused()
    {
        await ReturnAsync([_headphones], "k1");

        Assert.That(await ReturnAsync([_case], "k2"), Does.StartWith("Error: non-delivered order cannot be returned: for #W1000001 a return was already requested"));
    }

    [Test]
    public async Task A_refused_call_leaves_no_trace_and_may_be_made_right()
    {
        Assert.That(await ReturnAsync(["1"], "k1"), Does.StartWith("Error: some item not found"));
        Assert.That(await CountEffectsAsync(), Is.EqualTo((0, 0)));

        Assert.That(await ReturnAsync([_headphones], "k1"), Does.StartWith("{"), "the key is still free");
    }

    [Test]
    public async Task An_item_cannot_come_back_more_often_than_it_was_ordered()
    {
        await using (var update = _shop.DataSource.CreateCommand("UPDATE backoffice.orders SET items = items || (items -> 0) WHERE order_id = '#W1000001'"))
        {
            await update.ExecuteNonQueryAsync();
        }

        Assert.That(await ReturnAsync([_headphones, _headphones, _headphones], "k1"),
            Is.EqualTo($"Error: some item not found: #W1000001 does not hold '{_headphones}' as often as it was named"));
        var order = SampleShop.Parse(await ReturnAsync([_headphones, _headphones], "k2"));
        Assert.That(order.GetProperty("return_items").GetArrayLength(), Is.EqualTo(2));
        await using var db = _shop.Read();
        Assert.That((await db.Returns.SingleAsync()).AmountMinor, Is.EqualTo(2 * 129_00));
    }

    [TestCase("#W1000002", "credit_card_1001001", "Error: non-delivered order cannot be returned: #W1000002 is pending")]
    [TestCase("#W1000003", "credit_card_1001001", "Error: order not found")]
    [TestCase("#W1000001", "credit_card_1002002", "Error: payment method not found: the customer has no 'credit_card_1002002'")]
    [TestCase("#W1000001", "paypal_1", "Error: payment method should be either the original payment method or a gift card: the original one is credit_card_1001001")]
    public async Task A_rule_that_forbids_it_says_so(string order_id, string payment_method_id, string refusal)
    {
        await using (var paypal = _shop.DataSource.CreateCommand("INSERT INTO backoffice.payment_methods VALUES ('demo', 'mara_olsen_1001', 'paypal_1', 'paypal')"))
        {
            await paypal.ExecuteNonQueryAsync();
        }

        Assert.That(await _shop.CallAsync(SampleShop.Mara, "orders", Tool, new { order_id, item_ids = new[] { _headphones }, payment_method_id }, "k1"), Is.EqualTo(refusal));
        Assert.That(await CountEffectsAsync(), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task No_items_at_all_is_no_return() => Assert.That(await ReturnAsync([], "k1"), Does.StartWith("Error: no item was named"));

    [Test]
    public async Task Without_an_idempotency_key_nothing_is_done()
    {
        Assert.That(await ReturnAsync([_headphones], key: null),
            Is.EqualTo("Error: return_delivered_order_items changes something and was called without an idempotency key; nothing was done"));
        Assert.That(await CountEffectsAsync(), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task The_same_key_in_two_tenants_names_two_calls()
    {
        await _shop.Database.SeedAsync("other");
        await ReturnAsync([_headphones], "k1");

        var result = await _shop.Kernel(SampleShop.Mara, "k1", "other").InvokeAsync("orders", Tool,
            new() { ["order_id"] = "#W1000001", ["item_ids"] = new[] { _case }, ["payment_method_id"] = Card });

        Assert.That(result.GetValue<string>(), Does.Contain("return requested"));
        Assert.That(await CountEffectsAsync(), Is.EqualTo((2, 2)));
    }

    /// <summary>Lets all calls go at once, from different threads.</summary>
    private static async Task<string[]> AtOnceAsync(int count, Func<int, Task<string>> call)
    {
        using var start = new Barrier(count);
        return await Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Factory.StartNew(() =>
        {
            start.SignalAndWait();
            return call(i);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
    }

    private Task<string> ReturnAsync(string[] item_ids, string? key) =>
        _shop.CallAsync(SampleShop.Mara, "orders", Tool, new { order_id = "W1000001", item_ids, payment_method_id = Card }, key);

    private async Task<(int Returns, int Effects)> CountEffectsAsync()
    {
        await using var db = _shop.Read();
        return (await db.Returns.CountAsync(), await db.ToolEffects.CountAsync());
    }
}
