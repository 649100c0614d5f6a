using System.Text.Json;
using Agent.Processes.Policies;

namespace Agent.Tests.Processes.Policies;

internal sealed class PolicyEvaluatorTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [TestCase("standard", 29, true)]
    [TestCase("standard", 30, true)]
    [TestCase("standard", 31, false)]
    [TestCase("gold", 31, true)]
    [TestCase("gold", 45, true)]
    [TestCase("gold", 46, false)]
    public void Holds_the_return_window_of_the_customers_tier(string tier, int days, bool isEligible) =>
        Assert.That(Judge(Order(days: days), Customer(tier)).Eligible, Is.EqualTo(isEligible));

    [Test]
    public void Names_the_rule_the_reason_and_the_nearest_way_out()
    {
        var verdict = Judge(Order(days: 33), Customer("standard"));

        using var scope = Assert.EnterMultipleScope();
        Assert.That(verdict.Rule, Is.EqualTo("return_window_standard"));
        Assert.That(verdict.Reason, Does.Contain("within 30 days").And.Contain("33 days ago"));
        Assert.That(verdict.SmallestChange, Is.EqualTo("It would be possible if the number of days since delivery were 30 instead of 33."));
    }

    [Test]
    public void Says_what_would_refuse_an_eligible_call() =>
        Assert.That(Judge(Order(days: 28), Customer("standard")).SmallestChange,
            Is.EqualTo("It would be refused if the number of days since delivery were 31 instead of 28."));

    [Test]
    public void Names_every_fact_that_has_to_change() =>
        Assert.That(Judge(Order(status: "pending", days: 60), Customer("standard")).SmallestChange,
            Does.Contain("status were delivered instead of pending").And.Contain("30 instead of 60"));

    [TestCase(500.00, Approvers.Customer, "customer_confirms")]
    [TestCase(500.01, Approvers.Operator, "operator_over_500")]
    public void Asks_an_operator_only_over_the_limit(double price, string approver, string rule)
    {
        var verdict = Judge(Order(price: (decimal)price), Customer("gold"));

        Assert.That((verdict.Approval, verdict.Rule), Is.EqualTo((approver, rule)));
    }

    [Test]
    public void Counts_an_item_bought_twice_as_often_as_it_is_returned()
    {
        var order = Order(price: 300m, copies: 2);

        using var scope = Assert.EnterMultipleScope();
        Assert.That(Take(order, Customer("gold"), ["1"]).Values["amount"].Number, Is.EqualTo(300m));
        Assert.That(Take(order, Customer("gold"), ["1", "1"]).Values["amount"].Number, Is.EqualTo(600m));
        Assert.That(Take(order, Customer("gold"), ["1", "1", "1"]).Values["unknown_items"].Number, Is.EqualTo(1));
    }

    [Test]
    public void Refuses_items_of_another_order_and_refund_methods_of_another_customer()
    {
        using var scope = Assert.EnterMultipleScope();
        Assert.That(Judge(Order(), Customer("gold"), items: ["9"]).Rule, Is.EqualTo("items_of_the_order"));
        Assert.That(Judge(Order(), Customer("gold"), method: "card_of_somebody").Rule, Is.EqualTo("known_refund_method"));
    }

    [Test]
    public void Refuses_when_a_fact_is_missing() =>
        Assert.That(Judge(JsonSerializer.SerializeToElement(new { status = "delivered", items = new[] { new { item_id = "1", name = "Lamp", price = 5 } } }), Customer("gold")).Rule,
            Is.EqualTo("return_window_gold"));

    /// <summary>The promise behind the words: apply the change, and the verdict turns; apply less than all of it, and it does not.</summary>
    [Test]
    public void The_smallest_change_turns_the_verdict_and_no_part_of_it_does(
        [Values("delivered", "pending", "return requested")] string status, [Values("gold", "standard", "")] string tier,
        [Values(0, 30, 31, 45, 46, 400)] int days, [Values("1", "9")] string item, [Values("card_1", "other")] string method)
    {
        var policy = ProductFiles.Policies.Find("return_delivered_order_items")!;
        var facts = Take(Order(status, days), Customer(tier), [item], method).Values;
        var change = SmallestChange.Find(policy, facts);

        Assert.That(change, Is.Not.Null);
        var isEligible = PolicyEvaluator.IsEligible(policy, facts);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(PolicyEvaluator.IsEligible(policy, SmallestChange.Apply(facts, change!)), Is.Not.EqualTo(isEligible));
        foreach (var left in change!.Keys)
        {
            var part = change.Where(pair => pair.Key != left).ToDictionary();
            Assert.That(PolicyEvaluator.IsEligible(policy, SmallestChange.Apply(facts, part)), Is.EqualTo(isEligible), $"without {left}");
        }
    }

    /// <summary>The file's 1 is a text to its reader and a number among the facts: the rule must see that they are the same.</summary>
    [TestCase("card_1", null)]
    [TestCase("gift_1", null)]
    [TestCase("paypal_1", "original_method_or_gift_card")]
    public void A_refund_goes_back_where_it_came_from_or_to_a_gift_card(string method, string? rule)
    {
        var order = JsonSerializer.SerializeToElement(new
        {
            status = "delivered", delivered_at = s_now.AddDays(-3), items = new[] { new { item_id = "1", name = "Lamp", price = 5 } }, payment_history = new[] { new { payment_method_id = "card_1" } },
        });
        var customer = JsonSerializer.SerializeToElement(new
        {
            tier = "gold", payment_methods = new { card_1 = new { source = "credit_card" }, gift_1 = new { source = "gift_card" }, paypal_1 = new { source = "paypal" } },
        });
        var verdict = Judge(order, customer, method: method);
        Assert.That((verdict.Eligible, verdict.Eligible ? null : verdict.Rule), Is.EqualTo((rule is null, rule)));
    }

    [Test]
    public void A_rule_without_conditions_cannot_be_turned()
    {
        var policy = ProductFiles.Policies.Find("create_ticket")!;
        var verdict = PolicyEvaluator.Evaluate(policy, new Dictionary<string, FactValue>(), JsonSerializer.SerializeToElement(new { team = "billing", subject = "x" }));

        Assert.That((verdict.Eligible, verdict.SmallestChange, verdict.Approval), Is.EqualTo((true, (string?)null, Approvers.None)));
    }

    [TestCase("no longer needed", true)]
    [TestCase("found it cheaper", false)]
    public void A_cancellation_needs_a_valid_reason(string reason, bool isEligible)
    {
        var policy = ProductFiles.Policies.Find("cancel_pending_order")!;
        var arguments = JsonSerializer.SerializeToElement(new { order_id = "#W1", reason });
        var facts = FactSheet.Take(policy.Facts, new Dictionary<string, JsonElement> { ["arguments"] = arguments, ["order"] = Order("pending") }, s_now).Values;

        Assert.That(PolicyEvaluator.Evaluate(policy, facts, arguments).Eligible, Is.EqualTo(isEligible));
    }

    [Test]
    public void A_day_that_passes_does_not_break_the_seal()
    {
        var policy = ProductFiles.Policies.Find("return_delivered_order_items")!;
        var documents = Documents(Order(days: 10), Customer("gold"), ["1"], "card_1");
        var today = FactSheet.Take(policy.Facts, documents, s_now);
        var tomorrow = FactSheet.Take(policy.Facts, documents, s_now.AddDays(1));

        using var scope = Assert.EnterMultipleScope();
        Assert.That(tomorrow.Values["days_since_delivery"], Is.Not.EqualTo(today.Values["days_since_delivery"]));
        Assert.That(Seal(documents["arguments"], tomorrow.Sealed), Is.EqualTo(Seal(documents["arguments"], today.Sealed)));
    }

    [Test]
    public void A_seal_breaks_with_an_argument_a_fact_or_the_policy()
    {
        var documents = Documents(Order(), Customer("gold"), ["1"], "card_1");
        var policy = ProductFiles.Policies.Find("return_delivered_order_items")!;
        var facts = FactSheet.Take(policy.Facts, documents, s_now).Sealed;
        var dearer = FactSheet.Take(policy.Facts, Documents(Order(price: 9m), Customer("gold"), ["1"], "card_1"), s_now).Sealed;
        var edited = PolicyBook.Parse("policies.yaml", ProductFiles.PoliciesText + "\n# edited");
        var seal = Seal(documents["arguments"], facts);

        using var scope = Assert.EnterMultipleScope();
        Assert.That(Seal(JsonSerializer.SerializeToElement(new { order_id = "#W2" }), facts), Is.Not.EqualTo(seal));
        Assert.That(Seal(documents["arguments"], dearer), Is.Not.EqualTo(seal));
        Assert.That(ActionSeal.Compute("return_delivered_order_items", documents["arguments"], edited, facts), Is.Not.EqualTo(seal));
    }

    [Test]
    public void A_seal_does_not_depend_on_spelling()
    {
        var one = JsonSerializer.Deserialize<JsonElement>("""{"a": 1.50, "b": [true, null], "c": null}""");
        var other = JsonSerializer.Deserialize<JsonElement>("""{"b":[true,null],"a":1.5}""");

        Assert.That(CanonicalJson.Write(one), Is.EqualTo(CanonicalJson.Write(other)));
    }

    private static string Seal(JsonElement arguments, JsonElement facts) =>
        ActionSeal.Compute("return_delivered_order_items", arguments, ProductFiles.Policies, facts);

    private static PolicyVerdict Judge(JsonElement order, JsonElement customer, string[]? items = null, string method = "card_1")
    {
        var policy = ProductFiles.Policies.Find("return_delivered_order_items")!;
        var documents = Documents(order, customer, items ?? ["1"], method);
        return PolicyEvaluator.Evaluate(policy, FactSheet.Take(policy.Facts, documents, s_now).Values, documents["arguments"]);
    }

    private static FactSheet Take(JsonElement order, JsonElement customer, string[] items, string method = "card_1") =>
        FactSheet.Take(ProductFiles.Policies.Find("return_delivered_order_items")!.Facts, Documents(order, customer, items, method), s_now);

    private static Dictionary<string, JsonElement> Documents(JsonElement order, JsonElement customer, string[] items, string method) => new()
    {
        ["arguments"] = JsonSerializer.SerializeToElement(new { order_id = "#W1", item_ids = items, payment_method_id = method }),
        ["order"] = order,
        ["customer"] = customer,
    };

    private static JsonElement Order(string status = "delivered", int days = 10, decimal price = 25m, int copies = 1) => JsonSerializer.SerializeToElement(new
    {
        user_id = "mara",
        status,
        delivered_at = s_now.AddDays(-days).ToString("O"),
        items = Enumerable.Repeat(new { item_id = "1", name = "Lamp", price }, copies),
    });

    private static JsonElement Customer(string tier) => JsonSerializer.SerializeToElement(new
    {
        tier,
        payment_methods = new Dictionary<string, object> { ["card_1"] = new { source = "credit_card" } },
    });
}
