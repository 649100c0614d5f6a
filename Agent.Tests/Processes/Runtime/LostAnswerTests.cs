using Agent.Processes;
using Agent.Processes.Runtime.Storage;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Processes.Runtime;

/// <summary>The database did what it was asked, and the connection broke before it could say so.</summary>
internal sealed class LostAnswerTests
{
    private const string Marker = "LOSE-THIS-ANSWER";
    private LossyProxy _proxy = null!;
    private RuntimeFixture _replica = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _proxy = new(await PostgresFixture.CreateDatabaseAsync(), Marker);
        // Long enough that what is left to its lease fails the test.
        _replica = await RuntimeFixture.StartAsync(_proxy.ConnectionString, new Dictionary<string, string?> { ["Runtime:LeaseSeconds"] = "60" });
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _replica.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Test, CancelAfter(60_000)]
    public async Task A_message_without_a_key_is_one_turn_and_is_worked_on_at_once(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        var acceptance = await _replica.Conversations.SendAsync(key, new() { Text = Marker }, null, cancellationToken);
        var turn = await _replica.EndAsync(key, acceptance.Turn, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(_proxy.HasLost, Is.True);
        Assert.That(acceptance.Outcome, Is.EqualTo(AcceptanceOutcome.Accepted));
        Assert.That(turn.Reply, Is.EqualTo("1: " + Marker));
        Assert.That(await _replica.ReadAsync<long>("SELECT count(*) FROM agent.inbox", cancellationToken), Is.EqualTo(1));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_message_with_a_key_is_one_turn(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        var acceptance = await _replica.Conversations.SendAsync(key, new() { Text = Marker }, "key-1", cancellationToken);
        var turn = await _replica.EndAsync(key, acceptance.Turn, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(_proxy.HasLost, Is.True);
        Assert.That(turn.Reply, Is.EqualTo("1: " + Marker));
        Assert.That(await _replica.ReadAsync<long>("SELECT count(*) FROM agent.inbox", cancellationToken), Is.EqualTo(1));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_decision_is_recognised_as_our_own(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        var asked = (await _replica.SayAsync(key, "ask", cancellationToken)).PendingApproval!;
        var outcome = await _replica.Conversations.DecideAsync(RuntimeFixture.Tenant, asked.ApprovalId, true, Marker, "operator:ann", cancellationToken);
        var turn = await _replica.EndAsync(key, outcome!.Turn, cancellationToken);
        var second = await _replica.Conversations.DecideAsync(RuntimeFixture.Tenant, asked.ApprovalId, true, Marker, "operator:ann", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(_proxy.HasLost, Is.True);
        Assert.That(outcome.Accepted, Is.True);
        Assert.That(turn.Reply, Is.EqualTo("approved"));
        Assert.That(second!.Accepted, Is.False, "the same words a second time are another decision");
    }

    [Test, CancelAfter(60_000)]
    public async Task A_start_makes_one_conversation(CancellationToken cancellationToken)
    {
        var started = await _replica.Conversations.StartAsync(
            RuntimeFixture.Tenant, new() { CustomerId = Marker, Workflow = Toy.ToyWorkflow.Name }, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(_proxy.HasLost, Is.True);
        Assert.That(await _replica.ReadAsync<string>("SELECT string_agg(id, ',') FROM agent.conversations", cancellationToken), Is.EqualTo(started.Id));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_cancel_has_cancelled(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        var ended = await _replica.Conversations.CancelAsync(key, Marker, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(_proxy.HasLost, Is.True);
        Assert.That(ended, Is.True);
        Assert.That(await _replica.Conversations.CancelAsync(key, "operator:bob", cancellationToken), Is.False);
    }

    [Test]
    public void A_callers_key_never_looks_like_one_of_ours()
    {
        var ours = InputKeys.New();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(() => InputKeys.Check(ours), Throws.ArgumentException);
        Assert.That(() => InputKeys.Check("m-1"), Throws.Nothing);
        Assert.That(InputKeys.New(), Is.Not.EqualTo(ours));
    }
}
