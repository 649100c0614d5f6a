using System.Text.Json;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Refunds;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Agent.Tests.Plugins.Refunds;

/// <summary>Refunds without a return: what the tier permits, within its limits, once.</summary>
internal sealed class RefundsPluginTests
{
    private const string MarasOrder = "#W1000001";
    private const string TomsOrder = "#W1000004";
    private const string Card = "credit_card_1001001";

    private SampleShop _shop = null!;

    [SetUp]
    public async Task Open() => _shop = await SampleShop.OpenAsync();

    [TearDown]
    public async Task Close() => await _shop.DisposeAsync();

    [Test]
    public async Task A_Gold_customer_gets_all_of_it_back_to_where_it_came_from()
    {
        var refund = await RefundAsync(SampleShop.Mara, new { order_id = MarasOrder, reason = "arrived scratched" });
        var order = await _shop.CallJsonAsync(SampleShop.Mara, "orders", "get_order_details", new { order_id = MarasOrder });
        var entry = order.GetProperty("payment_history").EnumerateArray().Last();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(refund.GetProperty("amount").GetDecimal(), Is.EqualTo(153.90m));
        Assert.That(refund.GetProperty("refunded_to").GetString(), Is.EqualTo("original_payment"));
        Assert.That(refund.GetProperty("refund_id").GetString(), Does.Match("^R-[0-9A-Z]{10}$"));
        Assert.That(entry.GetRawText(), Is.EqualTo($$"""{"transaction_type":"refund","amount":153.9,"payment_method_id":"{{Card}}"}"""));
        Assert.That(order.GetProperty("status").GetString(), Is.EqualTo("delivered"));
    }

    [Test]
    public async Task A_Standard_customer_gets_store_credit_that_can_be_spent_like_a_gift_card()
    {
        var refund = await RefundAsync(SampleShop.Tom, new { order_id = TomsOrder, reason = "arrived scratched", amount = 49.5 });
        await RefundAsync(SampleShop.Tom, new { order_id = TomsOrder, reason = "still scratched", amount = 0.5 }, "k2");
        var credit = (await _shop.CallJsonAsync(SampleShop.Tom, "customers", "get_user_details", new { user_id = SampleShop.Tom })).GetProperty("payment_methods").GetProperty("store_credit");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(refund.GetProperty("refunded_to").GetString(), Is.EqualTo("store_credit"));
        Assert.That(credit.GetProperty("source").GetString(), Is.EqualTo("gift_card"));
        Assert.That(credit.GetProperty("balance").GetDecimal(), Is.EqualTo(50m));
    }

    [Test]
    public async Task A_Standard_customer_who_asks_for_a_full_refund_is_refused_whoever_asks()
    {
        var wish = new { order_id = TomsOrder, reason = "I am Gold, trust me", refund_to = "original_payment" };
        foreach (var role in (string[])[ToolRoles.Customer, ToolRoles.Agent, ToolRoles.Operator])
        {
            Assert.That(await _shop.CallAsAsync(new(role, "refunds:execute"), SampleShop.Tom, "refunds", "process_refund", wish, "k-" + role),
                Does.StartWith("Error: only Gold customers get their money back without a return"), role);
        }

        Assert.That(await RefundsAsync(), Is.Empty);
    }

    [TestCase(SampleShop.Tom, "demo", Description = "another customer's order")]
    [TestCase(SampleShop.Mara, "nowhere", Description = "another tenant's order")]
    public async Task An_order_that_is_not_the_callers_does_not_exist_for_them(string customer, string tenant)
    {
        var answer = await _shop.CallAsAsync(new(ToolRoles.Customer, "refunds:execute"), customer, "refunds", "process_refund", new { order_id = MarasOrder, reason = "give" }, "k1", tenant);
        Assert.That(answer, Is.EqualTo("Error: order not found"));
        Assert.That(await RefundsAsync(), Is.Empty);
    }

    [Test]
    public async Task No_more_is_refunded_than_was_paid_however_it_is_split()
    {
        await RefundAsync(SampleShop.Mara, new { order_id = MarasOrder, reason = "case torn", amount = 100 });
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await CallAsync(SampleShop.Mara, new { order_id = MarasOrder, reason = "more", amount = 53.91 }, "k2"), Is.EqualTo($"Error: at most 53.90 of order {MarasOrder} is left to refund"));
        Assert.That((await RefundAsync(SampleShop.Mara, new { order_id = MarasOrder, reason = "rest as credit", refund_to = "store_credit" }, "k3")).GetProperty("amount").GetDecimal(), Is.EqualTo(53.90m));
        Assert.That(await CallAsync(SampleShop.Mara, new { order_id = MarasOrder, reason = "again" }, "k4"), Is.EqualTo($"Error: at most 0.00 of order {MarasOrder} is left to refund"));
    }

    [Test]
    public async Task What_was_refunded_cannot_be_returned_for_the_same_money()
    {
        await RefundAsync(SampleShop.Tom, new { order_id = TomsOrder, reason = "arrived scratched", amount = 100 });
        var item = (await _shop.CallJsonAsync(SampleShop.Tom, "orders", "get_order_details", new { order_id = TomsOrder })).GetProperty("items")[0].GetProperty("item_id").GetString();
        Assert.That(await _shop.CallAsync(SampleShop.Tom, "orders", "return_delivered_order_items",
                new { order_id = TomsOrder, item_ids = new[] { item }, payment_method_id = "credit_card_1002002" }, "k-return"),
            Is.EqualTo($"Error: part of {TomsOrder} was refunded already, and only 549.00 is left to refund"));
    }

    [TestCase(SampleShop.Mara, "#W1000002", "non-delivered order cannot be refunded: #W1000002 is pending")]
    [TestCase(SampleShop.Ana, "#W1000005", "non-delivered order cannot be refunded: #W1000005 is pending")]
    public async Task Only_what_was_delivered_is_refunded(string customer, string order, string expected) =>
        Assert.That(await CallAsync(customer, new { order_id = order, reason = "changed my mind" }), Is.EqualTo("Error: " + expected));

    [Test]
    public async Task The_limit_of_the_tier_holds_for_all_refunds_of_an_order_together()
    {
        await using var strict = await SampleShop.OpenAsync(configure: services => services.Configure<RefundOptions>(options => options.Standard.MaxPerOrder = 100));
        await strict.CallJsonAsync(SampleShop.Tom, "refunds", "process_refund", new { order_id = TomsOrder, reason = "scratch", amount = 60 }, "k1");
        Assert.That(await strict.CallAsync(SampleShop.Tom, "refunds", "process_refund", new { order_id = TomsOrder, reason = "scratch", amount = 60 }, "k2"),
            Is.EqualTo("Error: refunds for a Standard customer are limited to 100.00 an order, and 40.00 of that is left"));
    }

    [Test]
    public async Task A_preview_says_the_same_and_does_nothing()
    {
        var possible = await _shop.CallJsonAsync(SampleShop.Tom, "refunds", "preview_refund", new { order_id = TomsOrder });
        var impossible = await _shop.CallJsonAsync(SampleShop.Tom, "refunds", "preview_refund", new { order_id = TomsOrder, refund_to = "original_payment" });
        using var scope = Assert.EnterMultipleScope();
        Assert.That(possible.GetRawText(), Is.EqualTo("""{"problem":"none","amount":649,"refund_to":"store_credit"}"""));
        Assert.That(impossible.GetProperty("problem").GetString(), Does.StartWith("only Gold customers"));
        Assert.That(await RefundsAsync(), Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_refund_repeated_from_eight_replicas_at_once_is_made_once(CancellationToken cancellationToken)
    {
        var replicas = Enumerable.Range(0, 8).Select(_ => _shop.OpenAnother()).ToArray();
        var answers = await Task.WhenAll(replicas.Select(replica => Task.Run(
            () => replica.CallAsync(SampleShop.Tom, "refunds", "process_refund", new { order_id = TomsOrder, reason = "scratch", amount = 10 }, "same"), cancellationToken)));
        await Task.WhenAll(replicas.Select(replica => replica.DisposeAsync().AsTask()));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(answers.Distinct().ToList(), Has.Count.EqualTo(1));
        Assert.That(answers[0], Does.StartWith("{"));
        Assert.That((await RefundsAsync()).Select(refund => refund.AmountMinor), Is.EqualTo([10_00]));
    }

    [Test]
    public async Task A_refund_repeated_after_a_crash_answers_as_the_first_time_though_nothing_is_left()
    {
        var first = await CallAsync(SampleShop.Mara, new { order_id = MarasOrder, reason = "arrived scratched" });
        await using var next = _shop.OpenAnother();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await next.CallAsync(SampleShop.Mara, "refunds", "process_refund", new { order_id = MarasOrder, reason = "arrived scratched" }, "k1"), Is.EqualTo(first));
        Assert.That(await next.CallAsync(SampleShop.Mara, "refunds", "process_refund", new { order_id = MarasOrder, reason = "another reason" }, "k1"),
            Is.EqualTo("Error: this call was already made as process_refund with other arguments; nothing was done now"));
        Assert.That(await RefundsAsync(), Has.Length.EqualTo(1));
    }

    [Test, CancelAfter(60_000)]
    public async Task Different_refunds_of_one_order_at_the_same_instant_stay_within_what_was_paid(CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(
            () => CallAsync(SampleShop.Mara, new { order_id = MarasOrder, reason = "race", amount = 50 }, $"k{number}"), cancellationToken)));
        TestContext.Out.WriteLine(string.Join('\n', answers));
        Assert.That((await RefundsAsync()).Sum(refund => refund.AmountMinor), Is.LessThanOrEqualTo(153_90).And.GreaterThanOrEqualTo(50_00));
    }

    [Test]
    public async Task A_gesture_is_limited_by_the_tier_over_its_window()
    {
        var credit = await _shop.CallJsonAsync(SampleShop.Tom, "refunds", "issue_store_credit", new { user_id = SampleShop.Tom, amount = 30, reason = "a week late" }, "k1");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(credit.GetProperty("refunded_to").GetString(), Is.EqualTo("store_credit"));
        Assert.That(await _shop.CallAsync(SampleShop.Tom, "refunds", "issue_store_credit", new { user_id = SampleShop.Tom, amount = 30, reason = "still late" }, "k2"),
            Is.EqualTo("Error: store credit is limited for this customer: 20.00 is left for now"));
        Assert.That(await _shop.CallAsync(SampleShop.Mara, "refunds", "issue_store_credit", new { user_id = SampleShop.Mara, amount = 100, reason = "a month late" }, "k3"), Does.StartWith("{"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Gestures_at_the_same_instant_stay_within_the_limit(CancellationToken cancellationToken)
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => _shop.CallAsync(SampleShop.Tom, "refunds", "issue_store_credit",
            new { user_id = SampleShop.Tom, amount = 20, reason = "race" }, $"k{number}"), cancellationToken)));
        Assert.That((await RefundsAsync()).Sum(refund => refund.AmountMinor), Is.EqualTo(40_00));
    }

    [Test]
    public async Task No_customers_token_gives_itself_credit_or_another_customer_theirs()
    {
        var wish = new { user_id = SampleShop.Mara, amount = 5, reason = "please" };
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await _shop.CallAsAsync(new(ToolRoles.Customer, "refunds:execute"), SampleShop.Mara, "refunds", "issue_store_credit", wish, "k1"),
            Is.EqualTo("Error: issue_store_credit is not for callers of the role 'customer'"));
        Assert.That(await _shop.CallAsync(SampleShop.Tom, "refunds", "issue_store_credit", wish, "k2"), Is.EqualTo("Error: user not found"));
    }

    private Task<string> CallAsync(string customer, object arguments, string key = "k1") => _shop.CallAsync(customer, "refunds", "process_refund", arguments, key);

    private async Task<JsonElement> RefundAsync(string customer, object arguments, string key = "k1") => SampleShop.Parse(await CallAsync(customer, arguments, key));

    private async Task<Refund[]> RefundsAsync()
    {
        await using var db = _shop.Read();
        return await db.Refunds.ToArrayAsync();
    }
}
