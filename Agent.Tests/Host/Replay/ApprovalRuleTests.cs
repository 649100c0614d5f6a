using System.Text.Json;
using Agent.Host.Replay;
using Agent.Host.Replay.Approvals;

namespace Agent.Tests.Host.Replay;

/// <summary>Rules by which a replay agrees to calls.</summary>
internal sealed class ApprovalRuleTests
{
    [TestCase("tool=cancel_pending_order", true)]
    [TestCase("tool=return_delivered_order_items", false)]
    [TestCase("tool!=return_delivered_order_items", true)]
    [TestCase("by=customer", true)]
    [TestCase("by=operator", false)]
    [TestCase("amount<=129.99", true)]
    [TestCase("amount<129.99", false)]
    [TestCase("amount>100, by=customer", true)]
    [TestCase("amount>100, by=operator", false)]
    [TestCase("reason=No longer needed", true)]
    [TestCase("order_id=W1", true)]
    [TestCase("pieces>=2", true)]
    [TestCase("pieces>2", false)]
    [TestCase("colour=red", false)]
    [TestCase("colour!=red", false)]
    public void A_call_is_agreed_to_when_all_conditions_hold(string rule, bool holds)
    {
        var arguments = JsonSerializer.SerializeToElement(new { order_id = "#W1", reason = "no longer needed", pieces = 2 });
        Assert.That(ApprovalRule.Parse(rule).Holds("cancel_pending_order", arguments, "customer", 12_999), Is.EqualTo(holds));
    }

    [Test]
    public void An_amount_that_is_not_known_satisfies_no_condition()
    {
        var none = JsonSerializer.SerializeToElement(new { });
        Assert.That(ApprovalRule.Parse("amount<1000").Holds("t", none, "customer"), Is.False);
        Assert.That(ApprovalRule.Parse("amount>=0").Holds("t", none, "customer"), Is.False);
    }

    [TestCase("")]
    [TestCase("cancel_pending_order")]
    [TestCase("amount<=much")]
    [TestCase("tool=a, =b")]
    public void A_rule_that_says_nothing_is_refused(string rule) => Assert.That(() => ApprovalRule.Parse(rule), Throws.TypeOf<ReplayFault>());

    [Test]
    public void Rules_and_their_choice_go_together_and_fit_the_mode()
    {
        using var scope = Assert.EnterMultipleScope();
        Assert.That(() => new Approver(new() { Mode = ReplayMode.Decisions, Approvals = ReplayApprovals.Rule }), Throws.TypeOf<ReplayFault>().With.Message.Contains("go together"));
        Assert.That(() => new Approver(new() { Mode = ReplayMode.Decisions, Approvals = ReplayApprovals.Deny, ApproveIf = ["tool=a"] }), Throws.TypeOf<ReplayFault>().With.Message.Contains("go together"));
        Assert.That(() => new Approver(new() { Mode = ReplayMode.Effects, Approvals = ReplayApprovals.Rule, ApproveIf = ["amount<5"] }), Throws.TypeOf<ReplayFault>().With.Message.Contains("neither by nor amount"));
        Assert.That(() => new Approver(new() { Mode = ReplayMode.Effects, Approvals = ReplayApprovals.Rule, ApproveIf = ["tool=a"] }), Throws.Nothing);
    }
}
