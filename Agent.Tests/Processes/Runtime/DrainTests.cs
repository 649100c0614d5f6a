using Agent.Processes;
using Agent.Tests.Fixtures;
using Agent.Tests.Processes.Runtime.Toy;

namespace Agent.Tests.Processes.Runtime;

/// <summary>What a replica does when it is told to stop. The lease is an hour: what was not handed over fails the test.</summary>
internal sealed class DrainTests
{
    private readonly List<RuntimeFixture> _replicas = [];

    [TearDown]
    public async Task StopAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }

        _replicas.Clear();
    }

    [Test, CancelAfter(60_000)]
    public async Task A_turn_under_way_may_end_and_the_next_one_is_another_replicas(CancellationToken cancellationToken)
    {
        var leaving = await StartAsync("00:01:00");
        var key = await leaving.BeginAsync(cancellationToken);
        var gate = new Gate();
        leaving.World.During = (_, token) => gate.PassAsync(token);
        await SendAsync(leaving, key, "one", cancellationToken);
        await gate.Reached;
        await SendAsync(leaving, key, "two", cancellationToken);
        var stopping = leaving.StopAsync();
        gate.Open();
        await stopping;
        var other = await StartAsync("00:00:00", leaving.ConnectionString);
        await other.EndAsync(key, 2, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(leaving.World.Done, Is.EqualTo(["t1:one"]));
        Assert.That(other.World.Done, Is.EqualTo(["t2:two"]));
    }

    [Test, CancelAfter(60_000)]
    public async Task Work_that_does_not_end_in_time_is_broken_off_and_goes_on_elsewhere_at_once(CancellationToken cancellationToken)
    {
        var leaving = await StartAsync("00:00:00.200");
        var other = await StartAsync("00:00:00", leaving.ConnectionString);
        var key = await leaving.BeginAsync(cancellationToken);
        var gate = new Gate();
        leaving.World.During = (_, token) => gate.PassAsync(token);
        await SendAsync(leaving, key, "hello", cancellationToken);
        await gate.Reached;
        await leaving.StopAsync();
        var turn = await other.EndAsync(key, 1, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(turn.Reply, Is.EqualTo("1: hello"));
        Assert.That(leaving.World.Done, Is.Empty);
        Assert.That(await other.ReadAsync<int>("SELECT attempts FROM agent.conversations", cancellationToken), Is.Zero, "a hand-over is no failure");
    }

    [Test, CancelAfter(60_000)]
    public async Task Late_in_the_drain_a_turn_stops_at_its_next_commit_and_nothing_is_done_twice(CancellationToken cancellationToken)
    {
        var leaving = await StartAsync("00:00:20");
        var other = await StartAsync("00:00:00", leaving.ConnectionString);
        var key = await leaving.BeginAsync(cancellationToken);
        var gate = new Gate();
        leaving.World.During = (_, token) => gate.PassAsync(token);
        await SendAsync(leaving, key, "hello", cancellationToken);
        await gate.Reached;
        leaving.Get<Agent.Processes.Runtime.Departure>().Hurry();
        gate.Open();
        var turn = await other.EndAsync(key, 1, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(turn.Reply, Is.EqualTo("1: hello"));
        Assert.That(leaving.World.Done, Is.EqualTo(["t1:hello"]));
        Assert.That(other.World.Done, Is.Empty);
        Assert.That(await other.ReadAsync<long>("SELECT epoch FROM agent.conversations", cancellationToken), Is.EqualTo(2));
    }

    [Test, CancelAfter(60_000)]
    public async Task Input_that_comes_while_a_replica_stops_is_queued_for_the_others(CancellationToken cancellationToken)
    {
        var leaving = await StartAsync("00:01:00");
        var other = await StartAsync("00:00:00", leaving.ConnectionString);
        var busy = await leaving.BeginAsync(cancellationToken);
        var key = await leaving.BeginAsync(cancellationToken);
        var gate = new Gate();
        leaving.World.During = (_, token) => gate.PassAsync(token);
        await SendAsync(leaving, busy, "long", cancellationToken);
        await gate.Reached;
        var stopping = leaving.StopAsync();
        var acceptance = await SendAsync(leaving, key, "hello", cancellationToken);
        var turn = await other.EndAsync(key, 1, cancellationToken);
        gate.Open();
        await stopping;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(acceptance.Queued, Is.True);
        Assert.That(turn.Reply, Is.EqualTo("1: hello"));
        Assert.That(other.World.Done, Is.EqualTo(["t1:hello"]));
    }

    [Test, CancelAfter(60_000)]
    public async Task Work_that_fails_while_it_is_cut_off_is_handed_over_too(CancellationToken cancellationToken)
    {
        var leaving = await StartAsync("00:00:00");
        var other = await StartAsync("00:00:00", leaving.ConnectionString);
        var key = await leaving.BeginAsync(cancellationToken);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        leaving.World.During = (_, token) =>
        {
            reached.TrySetResult();
            var broken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            token.Register(() => broken.TrySetException(new IOException("the line was cut")));
            return broken.Task;
        };
        await SendAsync(leaving, key, "hello", cancellationToken);
        await reached.Task;
        await leaving.StopAsync();
        Assert.That((await other.EndAsync(key, 1, cancellationToken)).Reply, Is.EqualTo("1: hello"));
    }

    private static Task<Acceptance> SendAsync(RuntimeFixture replica, ConversationKey key, string text, CancellationToken cancellationToken) =>
        replica.Conversations.SendAsync(key, new() { Text = text }, null, cancellationToken);

    private async Task<RuntimeFixture> StartAsync(string drainTime, string? connectionString = null)
    {
        var replica = await RuntimeFixture.StartAsync(
            connectionString, new Dictionary<string, string?> { ["Runtime:LeaseSeconds"] = "3600", ["Runtime:DrainTime"] = drainTime });
        _replicas.Add(replica);
        return replica;
    }
}
