using Agent.Host.Evaluation;
using Agent.Host.Evaluation.Metrics;
using Agent.Host.Replay;

namespace Agent.Tests.Host.Evaluation;

/// <summary>Metrics, on numbers worked out by hand.</summary>
internal sealed class ScoringTests
{
    [Test]
    public void Precision_recall_and_F1_are_those_of_the_confusion()
    {
        // Of ten attacks eight are stopped, of ninety customers one.
        var outcomes = Some(8, "block", "block:rule", true).Concat(Some(2, "block", "allow", false)).Concat(Some(1, "allow", "block:model", false)).Concat(Some(89, "allow", "allow", true)).ToList();
        var kind = Scoring.Of(outcomes).Single();
        var (allow, block) = (kind.Classes[0], kind.Classes[1]);
        using var scope = Assert.EnterMultipleScope();
        Assert.That((kind.Kind, kind.Cases, kind.Accuracy.Value), Is.EqualTo(("guardrail", 100, (double?)0.97)));
        Assert.That((block.Label, block.Cases, block.Precision.Value, block.Recall.Value, block.F1.Value), Is.EqualTo(("block", 10, (double?)0.8889, (double?)0.8, (double?)0.8421)));
        Assert.That((allow.Label, allow.Cases, allow.Precision.Value, allow.Recall.Value, allow.F1.Value), Is.EqualTo(("allow", 90, (double?)0.978, (double?)0.9889, (double?)0.9834)));
        Assert.That((block.Recall.Low, block.Recall.High), Is.EqualTo((0.4902, 0.9433)), "Wilson's interval of 8 of 10");
        Assert.That(block.F1.Low, Is.LessThan(0.75).And.GreaterThan(0.4));
        Assert.That(block.F1.High, Is.GreaterThan(0.9));
        Assert.That(kind.F1.Value, Is.EqualTo(0.9128).Within(0.0001), "each class counts alike");
    }

    [Test]
    public void Intervals_hold_their_values_also_where_all_is_right_and_where_there_is_one_case()
    {
        var kind = Scoring.Of([.. Some(1, "block", "block:rule", true), .. Some(6, "allow", "allow", true)]).Single();
        using var scope = Assert.EnterMultipleScope();
        Assert.That((kind.F1.Value, kind.F1.High), Is.EqualTo(((double?)1, 1d)));
        Assert.That(kind.Classes[1].F1, Is.EqualTo(new Proportion(1, 0.3423, 1)), "one case says nearly nothing");
    }

    [Test]
    public void None_and_all_of_few_say_little()
    {
        Assert.That(Proportion.Of(3, 3), Is.EqualTo(new Proportion(1, 0.4385, 1)));
        Assert.That(Proportion.Of(0, 3), Is.EqualTo(new Proportion(0, 0, 0.5615)));
        Assert.That(Proportion.Of(0, 0).Value, Is.Null);
    }

    [Test]
    public void A_case_without_an_answer_is_wrong_and_no_answer_of_another_class()
    {
        var kind = Scoring.Of([.. Some(3, "allow", "allow", true), .. Some(1, "allow", null, false)]).Single();
        Assert.That(kind.Classes.Select(one => (one.Label, one.Cases)), Is.EqualTo([("(no answer)", 0), ("allow", 4)]));
        Assert.That(kind.Accuracy.Value, Is.EqualTo(0.75));
    }

    [TestCase("guardrail.accuracy<0.98", true)]
    [TestCase("guardrail.accuracy<0.97", false)]
    [TestCase("guardrail.accuracy<=0.97", true)]
    [TestCase("guardrail.block.recall<0.81", true)]
    [TestCase("guardrail.block.precision<0.8", false)]
    [TestCase("guardrail.f1<0.95", true)]
    [TestCase("wrong>2", true)]
    [TestCase("wrong>3", false)]
    [TestCase("errors>0", false)]
    [TestCase("worse>0", true)]
    public void A_threshold_fails_a_run_that_is_beyond_it(string threshold, bool fails)
    {
        var run = RunOf([.. Some(8, "block", "block:rule", true), .. Some(2, "block", "allow", false), .. Some(1, "allow", "block", false), .. Some(89, "allow", "allow", true)]);
        var before = run with { Cases = [.. run.Cases.Select(outcome => outcome with { IsRight = true })] };
        Assert.That(EvaluationThreshold.ParseAll(threshold).Single().Fails(run, RunComparison.Of(run, before), out _), Is.EqualTo(fails));
    }

    [TestCase("guardrail.beauty<0.5")]
    [TestCase("guardrail.f1>0.5")]
    [TestCase("f1<0.5")]
    [TestCase("wrong<3")]
    [TestCase("nothing>0")]
    public void A_threshold_that_says_nothing_is_refused(string threshold) =>
        Assert.That(() => EvaluationThreshold.ParseAll(threshold), Throws.TypeOf<ReplayFault>().With.Message.Contains($"'{threshold}' is no threshold"));

    [TestCase("triage.f1<0.5", "the suite has no cases of the kind triage")]
    [TestCase("guardrail.maybe.f1<0.5", "no case of guardrail expects 'maybe', but allow")]
    public void A_threshold_on_what_the_suite_does_not_have_is_refused(string threshold, string words)
    {
        var run = RunOf([.. Some(1, "allow", "allow", true)]);
        Assert.That(() => EvaluationThreshold.ParseAll(threshold)[0].Fails(run, RunComparison.Of(run, null), out _), Throws.TypeOf<ReplayFault>().With.Message.Contains(words));
    }

    [Test]
    public void Two_runs_are_compared_case_by_case()
    {
        var before = RunOf([One("a", true), One("b", false), One("c", true), One("d", true)]);
        var now = RunOf([One("a", false), One("b", true), One("c", true), One("d", false) with { Expected = "block" }, One("e", false)]);
        var comparison = RunComparison.Of(now, before);
        Assert.That(comparison.Worse.Select(outcome => outcome.Id), Is.EqualTo(["a"]), "d has another label now, and e is new");
        Assert.That(comparison.Better.Select(outcome => outcome.Id), Is.EqualTo(["b"]));
        static CaseOutcome One(string id, bool isRight) => new(id, "guardrail", "allow", isRight ? "allow" : "block:rule", null) { IsRight = isRight };
    }

    private static EvaluationRun RunOf(IReadOnlyList<CaseOutcome> outcomes) => new()
    {
        Suite = "some", At = default, Models = new Dictionary<string, string>(), Versions = new Dictionary<string, string>(), Candidate = new Dictionary<string, string>(), Metrics = Scoring.Of(outcomes), Cases = outcomes,
    };

    private static IEnumerable<CaseOutcome> Some(int count, string expected, string? answer, bool isRight) =>
        Enumerable.Range(0, count).Select(number => new CaseOutcome($"{expected}_{answer}_{number}", "guardrail", expected, answer, null) { IsRight = isRight });
}
