using System.Collections.Concurrent;
using System.Runtime;
using Agent.Benchmarks.Measuring;
using Agent.Benchmarks.Service;

namespace Agent.Benchmarks.Conversations;

/// <summary>Plays whole conversations, a fixed number at a time.</summary>
internal sealed class ConversationsBenchmark(BenchmarkService service, BenchmarkOptions options)
{
    private const int WarmUp = 100;
    private const int MostWarmUps = 40;
    private const double CompilerShare = 0.03;
    private readonly ReturnScenario _scenario = new(service.Conversations, options.DecidesThroughApi);
    private readonly List<ShopOrder> _played = [];

    public async Task<IReadOnlyList<LevelResult>> RunAsync()
    {
        await WarmUpAsync();
        var results = new List<LevelResult>();
        foreach (var concurrency in options.Concurrency)
        {
            results.Add(await MeasureAsync(concurrency));
        }

        await service.Shop.VerifyReturnedAsync(_played);
        return results;
    }

    /// <summary>
    /// Plays until the just-in-time compiler has little left to do: it works on the hot paths long after the first conversations, beside
    /// them, and would be counted as theirs. What the levels warm up for themselves is the connection pool.
    /// </summary>
    private async Task WarmUpAsync()
    {
        for (var round = 0; round < MostWarmUps; round++)
        {
            var orders = await OrdersAsync(WarmUp);
            var compiling = JitInfo.GetCompilationTime();
            var usage = await service.Meter.MeasureAsync(() => PlayAsync(orders, 8));
            if (round > 0 && JitInfo.GetCompilationTime() - compiling < usage.Service * CompilerShare)
            {
                return;
            }
        }
    }

    private async Task<LevelResult> MeasureAsync(int concurrency)
    {
        var (first, orders) = (await OrdersAsync(WarmUp), await OrdersAsync(options.Conversations));
        await service.Counters.CheckpointAsync();
        var before = await service.Counters.ReadTotalsAsync(service.Database);
        await PlayAsync(first, concurrency);
        IReadOnlyCollection<ConversationTimes> times = [];
        var usage = await service.Meter.MeasureAsync(async () => times = await PlayAsync(orders, concurrency));
        var after = await service.Counters.ReadTotalsAsync(service.Database);
        double counted = first.Count + orders.Count;
        return new()
        {
            Concurrency = concurrency,
            Conversations = orders.Count,
            Usage = usage,
            Commits = (after.Commits - before.Commits) / counted,
            Rows = (after.Rows - before.Rows) / counted,
            Turns = new(times.SelectMany(played => new[] { played.Question, played.Refund })),
            Approvals = new(times.Select(played => played.Approval)),
        };
    }

    private async Task<IReadOnlyList<ShopOrder>> OrdersAsync(int count)
    {
        var orders = await service.Shop.AddOrdersAsync(count);
        _played.AddRange(orders);
        return orders;
    }

    private async Task<IReadOnlyCollection<ConversationTimes>> PlayAsync(IReadOnlyList<ShopOrder> orders, int concurrency)
    {
        var waiting = new ConcurrentQueue<ShopOrder>(orders);
        var times = new ConcurrentBag<ConversationTimes>();
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(async () =>
        {
            while (waiting.TryDequeue(out var order))
            {
                times.Add(await _scenario.PlayAsync(order));
            }
        })));
        return times;
    }
}
