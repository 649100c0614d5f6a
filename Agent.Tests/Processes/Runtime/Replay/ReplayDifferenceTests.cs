using Agent.Processes;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Agent.Tests.Processes.Runtime.Replay;

/// <summary>A conversation replayed on another version of its workflow: the first difference is named, and nothing breaks.</summary>
internal sealed class ReplayDifferenceTests
{
    private RuntimeFixture _replica = null!;
    private ConversationKey _key;

    [SetUp]
    public async Task PlayAsync()
    {
        _replica = await RuntimeFixture.StartAsync(configure: services =>
        {
            foreach (var definition in ProbeWorkflow.Definitions)
            {
                services.AddSingleton(definition);
            }
        });
        var started = await _replica.Conversations.StartAsync(RuntimeFixture.Tenant, new() { CustomerId = "mara", Workflow = ProbeWorkflow.Name });
        _key = new(RuntimeFixture.Tenant, started.Id);
        await _replica.SayAsync(_key, "one", CancellationToken.None);
        await _replica.SayAsync(_key, "two", CancellationToken.None);
    }

    [TearDown]
    public async Task StopAsync() => await _replica.DisposeAsync();

    [Test, CancelAfter(60_000)]
    public async Task On_its_own_version_nothing_is_different_not_even_the_time_its_steps_saw(CancellationToken cancellationToken)
    {
        var report = await ReplayAsync(null, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(report.Outcome, Is.EqualTo(ReplayOutcome.Identical), report.Difference?.ToString());
        Assert.That(report.Supersteps, Is.EqualTo(4));
        Assert.That(report.WorkflowVersion, Is.EqualTo("v1"));
        Assert.That(report.TakenEnds, Is.Empty);
    }

    [TestCase(ProbeWorkflow.OtherState, 1, "count", "/states/count/count", "1", "11")]
    [TestCase(ProbeWorkflow.OtherAnswer, 2, null, "/events/1/data/text", "\"one\"", "\"one!\"")]
    [TestCase(ProbeWorkflow.OtherStep, 1, "count", "/steps/0", "\"count.count\"", "\"other.count\"")]
    [TestCase(ProbeWorkflow.Throws, 2, null, "/error", null, "\"count.echo: InvalidOperationException: It broke.\"")]
    public async Task The_first_difference_is_named(string version, int superstep, string? step, string path, string? recorded, string? replayed)
    {
        var report = await ReplayAsync(version, CancellationToken.None);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(report.Outcome, Is.EqualTo(ReplayOutcome.Different));
        Assert.That(report.Supersteps, Is.EqualTo(superstep - 1), "what came before is the same");
        Assert.That(report.Difference?.Superstep, Is.EqualTo(superstep));
        Assert.That(report.Difference?.TurnId, Is.EqualTo("t1"));
        Assert.That(report.Difference?.Step, Is.EqualTo(step));
        Assert.That(report.Difference?.Path, Is.EqualTo(path));
        Assert.That(report.Difference?.Recorded?.GetRawText(), Is.EqualTo(recorded));
        Assert.That(report.Difference?.Replayed?.GetRawText(), Is.EqualTo(replayed));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_payload_that_cannot_be_read_any_more_is_a_difference_and_no_crash(CancellationToken cancellationToken)
    {
        var report = await ReplayAsync(ProbeWorkflow.OtherPayload, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(report.Difference?.Superstep, Is.EqualTo(2));
        Assert.That(report.Difference?.Path, Is.EqualTo("/error"));
        Assert.That(report.Difference?.Replayed?.GetString(), Does.StartWith("JsonException"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_history_longer_than_the_window_of_a_log_replays_to_the_end(CancellationToken cancellationToken)
    {
        for (var turn = 3; turn <= AppendOnlyLog<string>.Window * 2; turn++)
        {
            await _replica.SayAsync(_key, $"message {turn}", cancellationToken);
        }

        var report = await ReplayAsync(null, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(report.Outcome, Is.EqualTo(ReplayOutcome.Identical), report.Difference?.ToString());
        Assert.That(report.Supersteps, Is.EqualTo(AppendOnlyLog<string>.Window * 4));
    }

    [Test, CancelAfter(60_000)]
    public async Task Nested_processes_messages_that_wait_for_each_other_and_ends_replay_too(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        foreach (var text in new[] { "one", "join", "note", "fail", "bye" })
        {
            _replica.World.During = (wish, _) => wish.Text == "fail" ? throw new InvalidOperationException("no luck") : Task.CompletedTask;
            await _replica.SayAsync(key, text, cancellationToken);
        }

        var report = (await _replica.Get<ITimeTravel>().ReplayAsync(key, null, cancellationToken))!;
        Assert.That(report.Outcome, Is.EqualTo(ReplayOutcome.Identical), report.Difference?.ToString());
    }

    [Test, CancelAfter(60_000)]
    public async Task A_version_that_never_was_is_refused(CancellationToken cancellationToken) =>
        await Assert.ThatAsync(() => ReplayAsync("v99", cancellationToken), Throws.TypeOf<UnknownWorkflowException>());

    [Test, CancelAfter(60_000)]
    public async Task Another_tenants_conversation_is_not_there(CancellationToken cancellationToken) =>
        Assert.That(await _replica.Get<ITimeTravel>().ReplayAsync(_key with { Tenant = "other" }, null, cancellationToken), Is.Null);

    private async Task<ReplayReport> ReplayAsync(string? version, CancellationToken cancellationToken) =>
        (await _replica.Get<ITimeTravel>().ReplayAsync(_key, version, cancellationToken))!;
}
