using System.Diagnostics;
using System.Globalization;
using Agent.Processes;
using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Signals;
using Agent.Processes.Runtime.Storage;
using Agent.Tests.Fixtures;
using Npgsql;

namespace Agent.Tests.Processes.Runtime.Signals;

/// <summary>The connection that listens, and what happens while it is away.</summary>
internal sealed class SignalListenerTests
{
    private Replicas _replicas = null!;

    [SetUp]
    public void Begin() => _replicas = new();

    [TearDown]
    public async Task StopAsync() => await _replicas.DisposeAsync();

    [Test, CancelAfter(60_000)]
    public async Task A_listener_that_is_cut_comes_back_and_hears_again(CancellationToken cancellationToken)
    {
        var (owner, other) = (await _replicas.StartAsync(), await _replicas.StartAsync());
        var key = await owner.BeginAsync(cancellationToken);
        var stream = Replicas.HearAsync(owner, other, key, cancellationToken);
        var status = other.Get<SignalStatus>();

        // Nobody gets in, so that the listener stays away until it is let in again.
        await AllowConnectionsAsync(owner, false, cancellationToken);
        await owner.ExecuteAsync($"SELECT pg_terminate_backend({await Replicas.ListenerAsync(other, cancellationToken)})", cancellationToken);
        await Replicas.UntilAsync(() => !status.IsListening, cancellationToken);
        await AllowConnectionsAsync(owner, true, cancellationToken);
        await status.WhenListening;
        await Replicas.UntilAsync(() => owner.Get<RemoteWatches>().Count == 1, cancellationToken);
        await owner.SayAsync(key, "hello", cancellationToken);
        Assert.That(Replicas.Said(await stream), Does.StartWith("Do you hear me?"));
    }

    [Test, CancelAfter(60_000)]
    public async Task An_owner_whose_listener_was_away_learns_who_watches(CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string?> { ["Signals:WatchTime"] = "01:00:00" }; // nobody tells again by himself
        var (owner, other) = (await _replicas.StartAsync(settings: settings), await _replicas.StartAsync(settings: settings));
        var key = await owner.BeginAsync(cancellationToken);
        var stream = Replicas.HearAsync(owner, other, key, cancellationToken);
        var watches = owner.Get<RemoteWatches>();
        await Replicas.UntilAsync(() => watches.Count == 1, cancellationToken);
        watches.Remove(key, other.Get<ReplicaIdentity>().Id); // as if it had been told while the owner did not listen
        await owner.ExecuteAsync($"SELECT pg_terminate_backend({await Replicas.ListenerAsync(owner, cancellationToken)})", cancellationToken);
        await Replicas.UntilAsync(() => watches.Count == 1, cancellationToken);
        await owner.SayAsync(key, "hello", cancellationToken);
        Assert.That(Replicas.Said(await stream), Does.StartWith("Do you hear me?"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_connection_that_is_silent_and_dead_is_replaced(CancellationToken cancellationToken)
    {
        var replica = await _replicas.StartAsync(settings: new Dictionary<string, string?> { ["Signals:KeepAlive"] = "00:00:01" });
        var dead = await Replicas.ListenerAsync(replica, cancellationToken) ?? throw new AssertionException("Nobody listens.");
        await SignalAsync("-STOP", dead);
        try
        {
            int? living = null;
            while (living is null || living == dead)
            {
                await using var command = replica.Database.CreateCommand(
                    $"SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> {dead}");
                living = (int?)await command.ExecuteScalarAsync(cancellationToken);
            }

            await replica.Get<SignalStatus>().WhenListening.WaitAsync(cancellationToken);
        }
        finally
        {
            await SignalAsync("-CONT", dead);
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task While_nobody_listens_streams_and_waiting_still_end(CancellationToken cancellationToken)
    {
        var (owner, other) = (await _replicas.StartAsync(), await _replicas.StartAsync(deaf: true));
        var key = await owner.BeginAsync(cancellationToken);
        var stream = Replicas.StreamAsync(other, key, 1, cancellationToken);
        var waiting = other.EndAsync(key, 1, cancellationToken);
        await owner.SayAsync(key, "hello", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That((await waiting).Reply, Is.EqualTo("1: hello"));
        Assert.That((await stream)[^1].Type, Is.EqualTo(ConversationEvents.TurnCompleted));
        Assert.That(other.Get<SignalStatus>().IsListening, Is.False);
    }

    [Test, CancelAfter(60_000)]
    public async Task Queued_work_wakes_every_replica(CancellationToken cancellationToken)
    {
        var replica = await _replicas.StartAsync(frozen: true);
        var work = replica.Get<WorkSignal>();
        for (var time = 1; time <= 2; time++) // whoever begins to listen announces once by itself
        {
            var waiting = work.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);
            await replica.ExecuteAsync("SELECT pg_notify('agent_work', '')", cancellationToken);
            await waiting;
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task Strange_signals_disturb_nobody(CancellationToken cancellationToken)
    {
        var (owner, other) = (await _replicas.StartAsync(), await _replicas.StartAsync(frozen: true));
        var feed = SignalChannels.FeedOf(other.Get<ReplicaIdentity>().Id);
        await owner.ExecuteAsync(
            $$"""
            SELECT pg_notify(channel, payload) FROM unnest(ARRAY['agent_watch', 'agent_ended', '{{feed}}'])  AS channel,
                unnest(ARRAY['', 'x', '[]', '{"replica":5}', '{"k":"/"}', '{"k":"demo/x","t":"y"}', '{"k":"demo/x","t":1,"e":5}', 'null']) AS payload
            """, cancellationToken);
        var key = await owner.BeginAsync(cancellationToken);
        var stream = Replicas.HearAsync(owner, other, key, cancellationToken);
        await Replicas.UntilAsync(() => owner.Get<RemoteWatches>().Count == 1, cancellationToken);
        await owner.SayAsync(key, "hello", cancellationToken);
        Assert.That(Replicas.Said(await stream), Does.StartWith("Do you hear me?"));
    }

    private static async Task AllowConnectionsAsync(RuntimeFixture replica, bool allowed, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(replica.ConnectionString);
        var name = settings.Database;
        settings.Database = "postgres";
        settings.Pooling = false;
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"ALTER DATABASE {name} ALLOW_CONNECTIONS {allowed}", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task SignalAsync(string signal, int process)
    {
        using var kill = Process.Start("kill", [signal, process.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.That(kill.ExitCode, Is.Zero);
    }
}
