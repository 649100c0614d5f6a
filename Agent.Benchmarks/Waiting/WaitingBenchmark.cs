using Agent.Benchmarks.Replicas;
using Agent.Benchmarks.Reports;
using Agent.Benchmarks.Service;

namespace Agent.Benchmarks.Waiting;

/// <summary>The same load on an empty database and on one full of conversations that wait for a person: they must cost neither time nor memory.</summary>
internal sealed class WaitingBenchmark(BenchmarkService shop, BenchmarkOptions options)
{
    public async Task<string> RunAsync()
    {
        await using var replicas = await ReplicaSet.StartAsync(shop, options.Replicas[0]);
        await replicas.WarmUpAsync(options.WarmUp, options.AtATime);
        var empty = await replicas.MeasureAsync(options.Conversations, options.AtATime);
        var template = await replicas.Scenario.LeaveWaitingAsync((await shop.Shop.AddOrdersAsync(1))[0]);
        var size = await new WaitingConversations(shop.ConnectionString, template).AddAsync(options.Waiting);
        // The replicas' own sweeps go on meanwhile, and before the measurement the caches of the server are the run's own again.
        await replicas.WarmUpAsync(options.WarmUp, options.AtATime);
        var full = await replicas.MeasureAsync(options.Conversations, options.AtATime);
        await shop.Shop.VerifyReturnedAsync(replicas.Played);
        return Render(empty, full, size);
    }

    private string Render(DrivenResult empty, DrivenResult full, long size)
    {
        var table = new MarkdownTable($"{options.AtATime} conversations at a time", "nobody waits", $"{Figures.Show(options.Waiting)} wait", "ratio");
        Row("turns per second", result => result.TurnsPerSecond);
        Row("turn p50, ms", result => result.Answers.Median);
        Row("turn p95, ms", result => result.Answers.At(0.95));
        Row("turn p99, ms", result => result.Answers.At(0.99));
        Row("after the approval p50, ms", result => result.Approvals.Median);
        Row("after the approval p95, ms", result => result.Approvals.At(0.95));
        Row("after the approval p99, ms", result => result.Approvals.At(0.99));
        Row("CPU of the replicas per turn, ms", result => result.ServiceCpuMs);
        Row("CPU of PostgreSQL per turn, ms", result => result.ServerCpuMs);
        Row("resident memory per replica, MB", result => result.ResidentMegabytes);
        return table + $"{Environment.NewLine}{Environment.NewLine}The service's tables hold {Figures.Show(size / 1024.0 / 1024.0)} MB.";

        void Row(string what, Func<DrivenResult, double> value) =>
            table.Add(what, Figures.Show(value(empty)), Figures.Show(value(full)), Figures.Times(value(full) / value(empty)));
    }
}
