using Agent.Processes.Replay;

namespace Agent.Tests.Processes.Replay;

/// <summary>Decisions are compared as decisions: neither the order in which tools were asked nor the words of an answer count.</summary>
internal sealed class DecisionComparisonTests
{
    [Test]
    public void Tools_that_were_asked_in_another_order_are_the_same()
    {
        ReplayedDecision[] before = [Called(1, "get_order_details {\"order_id\":\"#W1\"}"), Called(1, "get_user_details {\"user_id\":\"a\"}")];
        Assert.That(DecisionComparison.Find(before, [before[1], before[0]]), Is.Empty);
    }

    [Test]
    public void The_same_call_twice_is_not_the_same_as_once()
    {
        ReplayedDecision[] before = [Called(1, "a {}"), Called(1, "a {}")];
        var difference = DecisionComparison.Find(before, [before[0]]).Single();
        Assert.That((difference.Before, difference.Now), Is.EqualTo((before[1], (ReplayedDecision?)null)));
    }

    [Test]
    public void A_call_with_other_arguments_is_another_call_and_told_once()
    {
        var difference = DecisionComparison.Find([Called(1, "a {\"x\":1}")], [Called(1, "a {\"x\":2}")]).Single();
        Assert.That((difference.Before!.Subject, difference.Now), Is.EqualTo(("a {\"x\":1}", (ReplayedDecision?)null)), "what came in its place is its consequence");
    }

    [Test]
    public void Turns_are_told_apart()
    {
        var found = DecisionComparison.Find([Called(1, "a {}"), Called(2, "b {}")], [Called(1, "b {}"), Called(2, "a {}")]);
        Assert.That(found.Select(difference => difference.Either.Turn), Is.EqualTo([1, 2]));
    }

    [Test]
    public void Words_do_not_count_and_a_reason_only_where_one_is_on_record()
    {
        var (reply, refused) = (new ReplayedDecision(DecisionKinds.Reply, 1, "message", "answer", "It is on its way."), new ReplayedDecision(DecisionKinds.Eligibility, 1, "a {}", "refused"));
        Assert.That(DecisionComparison.Find([reply, refused], [reply with { Note = "It has left us." }, refused with { Value = "refused:too_late" }]), Is.Empty);
        Assert.That(DecisionComparison.Find([refused with { Value = "refused:too_late" }], [refused with { Value = "refused:no_policy" }]), Has.Count.EqualTo(1));
    }

    [Test]
    public void What_could_not_be_decided_equals_anything_with_all_that_follows()
    {
        ReplayedDecision[] before = [new(DecisionKinds.Eligibility, 1, "a {}", "eligible"), new(DecisionKinds.Approval, 1, "a {}", "customer:confirms")];
        Assert.That(DecisionComparison.Find(before, [new(DecisionKinds.Eligibility, 1, "a {}", DecisionComparison.Undecided)]), Is.Empty);
    }

    [Test]
    public void Only_the_kinds_that_are_known_are_compared()
    {
        ReplayedDecision[] before = [new(DecisionKinds.Triage, 1, "message", "orders")];
        Assert.That(DecisionComparison.Find(before, [before[0] with { Value = "billing" }], new HashSet<string> { DecisionKinds.Tool }), Is.Empty);
    }

    private static ReplayedDecision Called(int turn, string subject) => new(DecisionKinds.Tool, turn, subject, "called");
}
