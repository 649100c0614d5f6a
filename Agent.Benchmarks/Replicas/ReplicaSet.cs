using System.Collections.Concurrent;
using System.Diagnostics;
using Agent.Benchmarks.Conversations;
using Agent.Benchmarks.Measuring;
using Agent.Benchmarks.Service;
using Npgsql;

namespace Agent.Benchmarks.Replicas;

/// <summary>Some replicas on one database, and what they and the database use while they are driven.</summary>
internal sealed class ReplicaSet : IAsyncDisposable
{
    private const int FewestWarmUps = 4; // the compiler pauses between its tiers, and looks settled then
    private const int MostWarmUps = 12;
    private const double Settled = 0.97;
    private readonly BenchmarkService _shop;
    private readonly IReadOnlyList<ReplicaProcess> _replicas;

    private ReplicaSet(BenchmarkService shop, IReadOnlyList<ReplicaProcess> replicas)
    {
        (_shop, _replicas) = (shop, replicas);
        Scenario = new(replicas);
    }

    public HttpScenario Scenario { get; }

    public int Count => _replicas.Count;

    /// <summary>Every order that was played, to be verified at the end.</summary>
    public List<ShopOrder> Played { get; } = [];

    /// <summary>Resident memory of the largest replica, in MB.</summary>
    public double ResidentMegabytes => _replicas.Max(replica => replica.Resident) / 1024.0 / 1024.0;

    public static async Task<ReplicaSet> StartAsync(BenchmarkService shop, int count)
    {
        var replicas = new List<ReplicaProcess>();
        try
        {
            // One after the other: the first one may have something to migrate.
            for (var number = 0; number < count; number++)
            {
                replicas.Add(await ReplicaProcess.StartAsync(shop.ConnectionString));
            }
        }
        catch
        {
            await DisposeAllAsync(replicas);
            throw;
        }

        return new(shop, replicas);
    }

    public ValueTask DisposeAsync() => DisposeAllAsync(_replicas);

    /// <summary>
    /// Plays until a round costs no less CPU than the one before: each replica's compiler goes on for thousands of turns, and would be counted as theirs.
    /// </summary>
    /// <param name="conversations">How many conversations each replica plays in a round.</param>
    /// <param name="atATime">How many at a time.</param>
    public async Task WarmUpAsync(int conversations, int atATime)
    {
        var last = TimeSpan.MaxValue;
        for (var round = 0; round < MostWarmUps; round++)
        {
            var orders = await OrdersAsync(conversations * Count);
            var before = ReadCpu();
            await PlayAsync(orders, atATime);
            var used = ReadCpu() - before;
            if (round + 1 >= FewestWarmUps && used > last * Settled)
            {
                return;
            }

            last = used;
        }
    }

    public async Task<DrivenResult> MeasureAsync(int conversations, int atATime)
    {
        var orders = await OrdersAsync(conversations);
        await _shop.Counters.CheckpointAsync();
        var checkpoints = await CountCheckpointsAsync();
        var before = ReadCpu();
        var server = _shop.Server?.ReadCpu();
        var own = OwnCpu();
        var started = Stopwatch.GetTimestamp();
        var times = await PlayAsync(orders, atATime);
        var elapsed = Stopwatch.GetElapsedTime(started);
        return new()
        {
            Replicas = Count,
            Elapsed = elapsed,
            Turns = conversations * HttpScenario.Turns,
            Checkpoints = await CountCheckpointsAsync() - checkpoints,
            ServiceCpu = ReadCpu() - before,
            ServerCpu = _shop.Server?.ReadCpu() - server,
            DriverCpu = OwnCpu() - own,
            Answers = new(times.SelectMany(played => new[] { played.Question, played.Refund })),
            Approvals = new(times.Select(played => played.Approval)),
            ResidentMegabytes = ResidentMegabytes,
        };
    }

    /// <summary>New customers with an order each; whoever takes them plays them to the end.</summary>
    public async Task<IReadOnlyList<ShopOrder>> OrdersAsync(int count)
    {
        var orders = await _shop.Shop.AddOrdersAsync(count);
        Played.AddRange(orders);
        return orders;
    }

    private async Task<IReadOnlyCollection<ConversationTimes>> PlayAsync(IReadOnlyList<ShopOrder> orders, int atATime)
    {
        var waiting = new ConcurrentQueue<ShopOrder>(orders);
        var times = new ConcurrentBag<ConversationTimes>();
        await Task.WhenAll(Enumerable.Range(0, atATime).Select(_ => Task.Run(async () =>
        {
            while (waiting.TryDequeue(out var order))
            {
                times.Add(await Scenario.PlayAsync(order));
            }
        })));
        return times;
    }

    private TimeSpan ReadCpu() => _replicas.Aggregate(TimeSpan.Zero, (sum, replica) => sum + replica.Cpu);

    private static TimeSpan OwnCpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    /// <summary>Counted row by row: statistics would come late.</summary>
    private async Task<long> CountCheckpointsAsync()
    {
        await using var connection = new NpgsqlConnection(_shop.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM agent.checkpoints", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async ValueTask DisposeAllAsync(IEnumerable<ReplicaProcess> replicas)
    {
        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }
    }
}
