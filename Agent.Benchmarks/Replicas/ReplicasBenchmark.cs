using Agent.Benchmarks.Measuring;
using Agent.Benchmarks.Reports;
using Agent.Benchmarks.Service;

namespace Agent.Benchmarks.Replicas;

/// <summary>One, two and three replicas on one database: what another one adds on a machine that they share with PostgreSQL and the driver.</summary>
internal sealed class ReplicasBenchmark(BenchmarkService shop, BenchmarkOptions options)
{
    public async Task<string> RunAsync()
    {
        var results = new List<DrivenResult>();
        var played = new List<ShopOrder>();
        foreach (var count in options.Replicas)
        {
            await using var replicas = await ReplicaSet.StartAsync(shop, count);
            await replicas.WarmUpAsync(options.WarmUp, options.AtATime);
            results.Add(await replicas.MeasureAsync(options.Conversations, options.AtATime));
            played.AddRange(replicas.Played);
        }

        await shop.Shop.VerifyReturnedAsync(played);
        // Measured last, when the service is gone: the database alone, as often as it can commit.
        var alone = await CommitYardstick.MeasureAsync(shop.ConnectionString);
        var together = await CommitYardstick.MeasureAsync(shop.ConnectionString, options.AtATime);
        return Render(results, alone, together);
    }

    private string Render(IReadOnlyList<DrivenResult> results, double alone, double together)
    {
        var table = new MarkdownTable([$"{options.AtATime} conversations at a time", .. results.Select(result => result.Replicas == 1 ? "1 replica" : $"{result.Replicas} replicas")]);
        Row("turns per second", result => result.TurnsPerSecond);
        Row("checkpoint commits per second", result => result.CheckpointsPerSecond);
        Row($"… of the database's own {Figures.Show(alone)} on one connection", result => result.CheckpointsPerSecond / alone);
        Row($"… of the database's own {Figures.Show(together)} on {options.AtATime} connections", result => result.CheckpointsPerSecond / together);
        Row("turn p50, ms", result => result.Answers.Median);
        Row("turn p95, ms", result => result.Answers.At(0.95));
        Row("turn p99, ms", result => result.Answers.At(0.99));
        Row("after the approval p50, ms", result => result.Approvals.Median);
        Row("after the approval p95, ms", result => result.Approvals.At(0.95));
        Row("after the approval p99, ms", result => result.Approvals.At(0.99));
        Row("CPU of the replicas per turn, ms", result => result.ServiceCpuMs);
        Row("CPU of PostgreSQL per turn, ms", result => result.ServerCpuMs);
        Row("CPU of the driver per turn, ms", result => result.DriverCpuMs);
        Row("resident memory per replica, MB", result => result.ResidentMegabytes);
        return table.ToString();

        void Row(string what, Func<DrivenResult, double> value) => table.Add([what, .. results.Select(result => Figures.Show(value(result)))]);
    }
}
