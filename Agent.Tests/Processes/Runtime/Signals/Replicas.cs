using Agent.Processes;
using Agent.Processes.Runtime.Signals;
using Agent.Processes.Runtime.Storage;
using Agent.Tests.Fixtures;
using Agent.Tests.Processes.Runtime.Toy;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Agent.Tests.Processes.Runtime.Signals;

/// <summary>Replicas of one test that share a database and hear each other.</summary>
internal sealed class Replicas : IAsyncDisposable
{
    private readonly List<RuntimeFixture> _replicas = [];

    /// <param name="frozen">True for a replica that learns of others by signals alone: it never looks into the database by itself.</param>
    /// <param name="settings">Configuration; the lease is an hour unless it says otherwise.</param>
    /// <param name="deaf">True for a replica that cannot listen.</param>
    public async Task<RuntimeFixture> StartAsync(bool frozen = false, IReadOnlyDictionary<string, string?>? settings = null, bool deaf = false)
    {
        var replica = await RuntimeFixture.StartAsync(
            _replicas.Count == 0 ? null : _replicas[0].ConnectionString,
            settings ?? new Dictionary<string, string?> { ["Runtime:LeaseSeconds"] = "3600" },
            services =>
            {
                _ = frozen ? services.AddSingleton<TimeProvider>(new FrozenClock()) : services;
                _ = deaf ? services.AddSingleton(new DirectDatabase(NpgsqlDataSource.Create("Host=/nowhere"))) : services;
            });
        _replicas.Add(replica);
        await (deaf ? Task.CompletedTask : replica.Get<SignalStatus>().WhenListening);
        return replica;
    }

    /// <summary>Waits until a condition holds. There is no signal for what is looked at from outside.</summary>
    public static async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (!condition())
        {
            await Task.Delay(5, cancellationToken);
        }
    }

    /// <summary>Collects a stream in the background.</summary>
    public static Task<List<ConversationEvent>> StreamAsync(
        RuntimeFixture replica, ConversationKey key, int untilTurn, CancellationToken cancellationToken, long after = 0, Action<ConversationEvent>? seen = null) =>
        Task.Run(async () =>
        {
            var events = new List<ConversationEvent>();
            await foreach (var happened in replica.Conversations.ReadEventsAsync(key, after, untilTurn, cancellationToken))
            {
                events.Add(happened);
                seen?.Invoke(happened);
            }

            return events;
        }, cancellationToken);

    /// <summary>
    /// Watches a conversation on one replica whose next turn, on another, says something and ends only when it has been heard.
    /// </summary>
    public static Task<List<ConversationEvent>> HearAsync(RuntimeFixture owner, RuntimeFixture other, ConversationKey key, CancellationToken cancellationToken)
    {
        var heard = new Gate();
        owner.World.Speak = (_, output, token) =>
        {
            output.WriteDelta("Do you hear me? ");
            return heard.PassAsync(token);
        };
        return StreamAsync(other, key, 1, cancellationToken, seen: happened =>
        {
            if (happened.Number is null)
            {
                heard.Open();
            }
        });
    }

    public static string Said(IEnumerable<ConversationEvent> events) =>
        string.Concat(events.Where(happened => happened.Number is null).Select(delta => delta.Data.GetProperty("text").GetString()));

    /// <summary>The server process that a replica listens on.</summary>
    public static async Task<int?> ListenerAsync(RuntimeFixture replica, CancellationToken cancellationToken)
    {
        await using var command = replica.Database.CreateCommand(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%agent_feed_' || $1 || '%' AND pid <> pg_backend_pid()");
        command.Parameters.Add(new NpgsqlParameter { Value = replica.Get<ReplicaIdentity>().Id });
        return (int?)await command.ExecuteScalarAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }
    }
}
