using System.Diagnostics;
using Agent.Host.Telemetry.Export;
using OpenTelemetry;

namespace Agent.Tests.Host.Telemetry;

internal sealed class TurnFilterTests
{
    private readonly List<string> _told = [];
    private ActivitySource _source = null!;
    private ActivityListener _listener = null!;
    private TurnFilter _filter = null!;

    [SetUp]
    public void Listen()
    {
        _told.Clear();
        _source = new($"test-{Guid.NewGuid():N}");
        _filter = new(new Told(_told), ratio: 0, slow: TimeSpan.FromSeconds(10));
        _listener = new()
        {
            ShouldListenTo = source => source.Name == _source.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => _filter.OnEnd(activity),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [TearDown]
    public void Stop()
    {
        _listener.Dispose();
        _filter.Dispose();
        _source.Dispose();
    }

    [Test]
    public void An_ordinary_turn_outside_the_share_is_not_told()
    {
        Play(_ => { });
        Assert.That(_told, Is.Empty);
    }

    [Test]
    public void A_failed_step_tells_the_whole_turn()
    {
        Play(step => step.SetStatus(ActivityStatusCode.Error));
        Assert.That(_told, Is.EqualTo(["step", "turn"]));
    }

    [Test]
    public void So_does_a_slow_one()
    {
        Play(step => step.SetEndTime(step.StartTimeUtc.AddSeconds(11)));
        Assert.That(_told, Is.EqualTo(["step", "turn"]));
    }

    [Test]
    public void So_does_a_question_to_a_person()
    {
        Play(_ => { }, turn => turn.SetTag("agent.status", "waiting"));
        Assert.That(_told, Is.EqualTo(["step", "turn"]));
    }

    [TestCase("agent.denied", "guardrail")]
    [TestCase("agent.approval", "a1")]
    public void So_does_a_refusal_and_a_decision(string tag, string value)
    {
        Play(_ => { }, turn => turn.SetTag(tag, value));
        Assert.That(_told, Is.EqualTo(["step", "turn"]));
    }

    [Test]
    public void Where_all_is_told_nothing_is_kept_back_until_the_turn_has_ended()
    {
        _filter.Dispose();
        _filter = new(new Told(_told), ratio: 1, slow: TimeSpan.FromSeconds(10));
        Play(_ => { }, _ => Assert.That(_told, Is.EqualTo(["step"])));
        Assert.That(_told, Is.EqualTo(["step", "turn"]));
    }

    [Test]
    public void A_conversation_in_the_share_is_told_as_it_goes_and_another_one_not_at_all()
    {
        _filter.Dispose();
        _filter = new(new Told(_told), ratio: 0.5, slow: TimeSpan.FromSeconds(10));
        var asItGoes = 0;
        for (var turn = 0; turn < 64; turn++)
        {
            var before = _told.Count;
            Play(_ => { }, _ => asItGoes += _told.Count - before);
        }

        using var scope = Assert.EnterMultipleScope();
        Assert.That(asItGoes, Is.InRange(8, 56));
        Assert.That(_told, Has.Count.EqualTo(2 * asItGoes), "each with its root");
    }

    [TestCase(0)]
    [TestCase(1)]
    public void An_error_tells_no_text(double ratio)
    {
        _filter.Dispose();
        _filter = new(new Told(_told), ratio, slow: TimeSpan.FromSeconds(10));
        Activity? failed = null;
        Play(step => failed = step.SetStatus(ActivityStatusCode.Error, "mara.olsen@example.com was not found"));
        Assert.That((_told.Count, failed!.Status, failed.StatusDescription), Is.EqualTo((2, ActivityStatusCode.Error, (string?)null)));
    }

    private void Play(Action<Activity> step, Action<Activity>? turn = null)
    {
        Activity.Current = null;
        using var outer = _source.StartActivity("turn")!;
        using (var inner = _source.StartActivity("step")!)
        {
            step(inner);
        }

        turn?.Invoke(outer);
    }

    private sealed class Told(List<string> names) : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data) => names.Add(data.OperationName);
    }
}
