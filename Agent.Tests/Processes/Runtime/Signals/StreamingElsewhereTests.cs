using Agent.Processes;
using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Signals;
using Agent.Tests.Fixtures;
using Agent.Tests.Processes.Runtime.Toy;

namespace Agent.Tests.Processes.Runtime.Signals;

/// <summary>A turn runs on one replica and is watched on another.</summary>
internal sealed class StreamingElsewhereTests
{
    private Replicas _replicas = null!;

    [SetUp]
    public void Begin() => _replicas = new();

    [TearDown]
    public async Task StopAsync() => await _replicas.DisposeAsync();

    [Test, CancelAfter(60_000)]
    public async Task A_stream_shows_the_deltas_in_order_and_the_events_as_stored(CancellationToken cancellationToken)
    {
        var (owner, other) = (await _replicas.StartAsync(), await _replicas.StartAsync(frozen: true));
        var pieces = Enumerable.Range(0, 200).Select(number => $"{number}, ").ToList();
        owner.World.Speak = (_, output, _) =>
        {
            pieces.ForEach(output.WriteDelta);
            return Task.CompletedTask;
        };
        var key = await owner.BeginAsync(cancellationToken);
        var stream = Replicas.StreamAsync(other, key, 1, cancellationToken);
        await WatchedAsync(owner, cancellationToken);
        await owner.SayAsync(key, "hello", cancellationToken);
        var events = await stream;
        var stored = await Replicas.StreamAsync(owner, key, 1, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(Replicas.Said(events), Is.EqualTo(string.Concat(pieces) + "echo"));
        Assert.That(Lines(events.Where(happened => happened.Number is not null)), Is.EqualTo(Lines(stored)));
        Assert.That(events.FindIndex(happened => happened.Number is null), Is.LessThan(events.FindIndex(happened => happened.Type == ConversationEvents.MessageCompleted)));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_stream_that_begins_in_the_middle_of_a_turn_misses_no_event(CancellationToken cancellationToken)
    {
        var (owner, other) = (await _replicas.StartAsync(), await _replicas.StartAsync(frozen: true));
        var gate = new Gate();
        owner.World.BeforeAnswer = (_, token) => gate.PassAsync(token);
        var key = await owner.BeginAsync(cancellationToken);
        await owner.Conversations.SendAsync(key, new() { Text = "hello" }, null, cancellationToken);
        await gate.Reached;
        var stream = Replicas.StreamAsync(other, key, 1, cancellationToken);
        await WatchedAsync(owner, cancellationToken);
        gate.Open();
        var events = await stream;
        Assert.That(Lines(events.Where(happened => happened.Number is not null)), Is.EqualTo(Lines(await Replicas.StreamAsync(owner, key, 1, cancellationToken))));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_cancel_that_arrives_elsewhere_breaks_off_the_call_the_owner_waits_for(CancellationToken cancellationToken)
    {
        // The lease is renewed while the call lasts, so only the signal can tell the owner.
        var (owner, other) = (await _replicas.StartAsync(frozen: true), await _replicas.StartAsync(frozen: true));
        var (begun, brokenOff) = (new TaskCompletionSource(), new TaskCompletionSource());
        owner.World.During = async (wish, token) =>
        {
            await using var broken = token.Register(brokenOff.SetResult);
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        };
        var key = await owner.BeginAsync(cancellationToken);
        await owner.Conversations.SendAsync(key, new() { Text = "hello" }, null, cancellationToken);
        await begun.Task.WaitAsync(cancellationToken);
        var cancelled = await other.Conversations.CancelAsync(key, "operator:ann", cancellationToken);
        await brokenOff.Task.WaitAsync(cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(cancelled, Is.True);
        Assert.That((await owner.Conversations.FindAsync(key, cancellationToken))!.Status, Is.EqualTo(ConversationStatus.Cancelled));
        Assert.That(owner.World.Done, Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task What_is_too_large_for_a_signal_is_read_from_the_database(CancellationToken cancellationToken)
    {
        var (owner, other) = (await _replicas.StartAsync(), await _replicas.StartAsync(frozen: true));
        var key = await owner.BeginAsync(cancellationToken);
        var stream = Replicas.StreamAsync(other, key, 1, cancellationToken);
        await WatchedAsync(owner, cancellationToken);
        var text = new string('x', 30_000);
        await owner.SayAsync(key, text, cancellationToken);
        Assert.That((await stream)[0].Data.GetProperty("text").GetString(), Is.EqualTo(text));
    }

    [Test, CancelAfter(60_000)]
    public async Task Waiting_for_a_turn_that_runs_elsewhere_ends_by_signal(CancellationToken cancellationToken)
    {
        var (owner, other) = (await _replicas.StartAsync(), await _replicas.StartAsync(frozen: true));
        var gate = new Gate();
        owner.World.During = (_, token) => gate.PassAsync(token);
        var key = await owner.BeginAsync(cancellationToken);
        await owner.Conversations.SendAsync(key, new() { Text = "hello" }, null, cancellationToken);
        await gate.Reached;
        var waiting = other.EndAsync(key, 1, cancellationToken);
        await WatchedAsync(owner, cancellationToken);
        gate.Open();
        Assert.That((await waiting).Reply, Is.EqualTo("1: hello"));
    }

    [Test, CancelAfter(60_000)]
    public async Task One_who_stops_waiting_for_a_turn_takes_nothing_from_another(CancellationToken cancellationToken)
    {
        var replica = await _replicas.StartAsync(frozen: true);
        var gate = new Gate();
        replica.World.During = (_, token) => gate.PassAsync(token);
        var key = await replica.BeginAsync(cancellationToken);
        await replica.Conversations.SendAsync(key, new() { Text = "hello" }, null, cancellationToken);
        await gate.Reached;
        var waiting = replica.EndAsync(key, 1, cancellationToken);
        await replica.Conversations.WaitAsync(key, 1, TimeSpan.Zero, cancellationToken);
        gate.Open();
        Assert.That((await waiting).Reply, Is.EqualTo("1: hello"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_stream_whose_owner_is_replaced_in_the_middle_goes_on_with_the_new_one(CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string?> { ["Runtime:LeaseSeconds"] = "2" };
        var (owner, other) = (await _replicas.StartAsync(settings: settings), await _replicas.StartAsync(settings: settings));
        var gate = new Gate();
        var isFirst = true;
        owner.World.Speak = async (_, output, _) =>
        {
            if (isFirst)
            {
                isFirst = false;
                output.WriteDelta("[old]");
                await gate.PassAsync(CancellationToken.None);
                output.WriteDelta("[late]");
            }
        };
        var key = await owner.BeginAsync(cancellationToken);
        var heard = new TaskCompletionSource();
        var stream = Replicas.StreamAsync(other, key, 1, cancellationToken, seen: happened => _ = happened.Number is null && heard.TrySetResult());
        await WatchedAsync(owner, cancellationToken);
        await owner.Conversations.SendAsync(key, new() { Text = "hello" }, null, cancellationToken);
        await gate.Reached;
        await heard.Task.WaitAsync(cancellationToken);

        // As if the owner had been killed: another claim, whoever of the two makes it.
        await owner.ExecuteAsync(
            "UPDATE agent.conversations SET owner = 'nobody/1', epoch = epoch + 1, lease_until = now() - interval '1 minute'", cancellationToken);
        var events = await stream;
        gate.Open();
        var numbers = events.Select(happened => happened.Number).OfType<long>().ToList();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(events[^1].Type, Is.EqualTo(ConversationEvents.TurnCompleted));
        Assert.That(events.Count(happened => happened.Type == ConversationEvents.MessageCompleted), Is.EqualTo(1));
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(1, numbers.Count)));
        Assert.That(Replicas.Said(events), Does.StartWith("[old]").And.Not.Contains("[late]"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Where_nobody_watches_no_signal_is_sent(CancellationToken cancellationToken)
    {
        var (owner, other) = (await _replicas.StartAsync(), await _replicas.StartAsync());
        await Replicas.UntilAsync(() => Sent(owner) == 1 && Sent(other) == 1, cancellationToken); // each has asked the others what they watch
        await UntilHeardAsync(cancellationToken, owner, other); // and the other one has answered that it watches nothing
        var key = await owner.BeginAsync(cancellationToken);
        for (var turn = 1; turn <= 3; turn++)
        {
            var acceptance = await owner.Conversations.SendAsync(key, new() { Text = "hello" }, null, cancellationToken);
            await Replicas.StreamAsync(owner, key, turn, cancellationToken, acceptance.LastEvent);
            await owner.EndAsync(key, turn, cancellationToken);
        }

        using var scope = Assert.EnterMultipleScope();
        Assert.That(Sent(owner), Is.EqualTo(1));
        Assert.That(Sent(other), Is.EqualTo(1));
        Assert.That(owner.Get<SignalOutbox>().Take(1).Notifications, Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_turn_that_ends_while_a_stream_reads_the_database_is_asked_of_nobody(CancellationToken cancellationToken)
    {
        var replica = await _replicas.StartAsync();
        var gate = new Gate();
        replica.World.BeforeAnswer = (_, token) => gate.PassAsync(token);
        var key = await replica.BeginAsync(cancellationToken);
        await replica.Conversations.SendAsync(key, new() { Text = "hello" }, null, cancellationToken);
        await gate.Reached;
        await using var stream = replica.Conversations.ReadEventsAsync(key, 0, 1, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await stream.MoveNextAsync(); // the database has answered, without what comes now
        gate.Open();
        await replica.EndAsync(key, 1, cancellationToken);
        await Replicas.UntilAsync(() => replica.Get<RunningConversations>().Count == 0, cancellationToken);
        while (stream.Current.Type != ConversationEvents.TurnCompleted)
        {
            Assert.That(await stream.MoveNextAsync(), Is.True);
        }

        Assert.That(replica.Get<LocalWatches>().Count, Is.Zero);
    }

    [Test, CancelAfter(60_000)]
    public async Task Watchers_leave_nothing_behind(CancellationToken cancellationToken)
    {
        var (owner, other) = (await _replicas.StartAsync(), await _replicas.StartAsync());
        var gate = new Gate();
        owner.World.During = (_, token) => gate.PassAsync(token);
        var key = await owner.BeginAsync(cancellationToken);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var streams = Enumerable.Range(0, 5).Select(_ => Replicas.StreamAsync(other, key, 9, leaving.Token)).ToList();
        await owner.Conversations.SendAsync(key, new() { Text = "hello" }, null, cancellationToken);
        await gate.Reached;
        var waiting = other.EndAsync(key, 1, cancellationToken);
        await WatchedAsync(owner, cancellationToken);
        gate.Open();
        await waiting;
        await leaving.CancelAsync();
        foreach (var stream in streams)
        {
            Assert.That(() => stream, Throws.InstanceOf<OperationCanceledException>());
        }

        await Replicas.UntilAsync(() => owner.Get<RemoteWatches>().Count == 0, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(other.Get<LocalWatches>().Count, Is.Zero);
        Assert.That(other.Get<ConversationHub>().Count, Is.Zero);
        Assert.That(owner.Get<ConversationHub>().Count, Is.Zero);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_cancel_ends_the_streams_of_every_turn_it_cuts_off(CancellationToken cancellationToken)
    {
        var (owner, other) = (await _replicas.StartAsync(), await _replicas.StartAsync(frozen: true));
        var gate = new Gate();
        owner.World.During = (_, token) => gate.PassAsync(token);
        var key = await owner.BeginAsync(cancellationToken);
        await owner.Conversations.SendAsync(key, new() { Text = "one" }, null, cancellationToken);
        await gate.Reached;
        await owner.Conversations.SendAsync(key, new() { Text = "two" }, null, cancellationToken);
        await owner.Conversations.SendAsync(key, new() { Text = "three" }, null, cancellationToken);
        var streams = Enumerable.Range(1, 3).Select(turn => Replicas.StreamAsync(other, key, turn, cancellationToken)).ToList();
        var waiting = Enumerable.Range(1, 3).Select(turn => other.EndAsync(key, turn, cancellationToken)).ToList();
        await WatchedAsync(owner, cancellationToken);
        await owner.Conversations.CancelAsync(key, "operator:ann", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        foreach (var events in await Task.WhenAll(streams))
        {
            Assert.That(events[^1].Type, Is.EqualTo(ConversationEvents.TurnFailed));
        }

        Assert.That((await Task.WhenAll(waiting)).Select(turn => (turn.TurnId, turn.Status)), Is.EqualTo(
            new[] { ("t1", ConversationStatus.Cancelled), ("t2", ConversationStatus.Cancelled), ("t3", ConversationStatus.Cancelled) }));
    }

    /// <summary>Waits until replicas have heard what was told before: signals come in order.</summary>
    private static async Task UntilHeardAsync(CancellationToken cancellationToken, params RuntimeFixture[] replicas)
    {
        var last = WatchSignal.Write("nobody", [new("nobody", "nothing")], [], asksAll: false).Single();
        await replicas[0].ExecuteAsync($"SELECT pg_notify('{last.Channel}', '{last.Payload}')", cancellationToken);
        await Replicas.UntilAsync(() => replicas.All(replica => replica.Get<RemoteWatches>().Count == 1), cancellationToken);
    }

    private static long Sent(RuntimeFixture replica) => replica.Get<SignalSender>().Sent;

    private static Task WatchedAsync(RuntimeFixture owner, CancellationToken cancellationToken) =>
        Replicas.UntilAsync(() => owner.Get<RemoteWatches>().Count > 0, cancellationToken);

    private static IEnumerable<string> Lines(IEnumerable<ConversationEvent> events) =>
        events.Select(happened => $"{happened.Number} {happened.Type} {happened.Turn} {happened.At:O} {happened.Data}");
}
