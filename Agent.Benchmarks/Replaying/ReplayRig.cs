using System.Diagnostics;
using Agent.Benchmarks.Service;
using Agent.Host.Replay;
using Agent.Host.Replay.Recordings;
using Agent.Host.Replay.Results;
using Agent.Host.Replay.Running;
using Agent.Processes.Replay;
using Agent.Processes.Replay.Journals;

namespace Agent.Benchmarks.Replaying;

/// <summary>Replays with the parts the command is made of, and says what came of it and how long it took.</summary>
internal sealed class ReplayRig(BenchmarkService service)
{
    /// <summary>The conversations the service holds.</summary>
    public StoredSource Stored => new(service.Get<StoredConversations>(), BenchmarkShop.Tenant, new());

    /// <summary>Replays a source once.</summary>
    public async Task<ReplayTiming> RunAsync(ReplaySpec spec, IRecordingSource source, int parallel)
    {
        var runs = service.Get<ReplayRuns>();
        await using var engine = await service.Get<ReplayEngines>().OpenAsync(spec, CancellationToken.None);
        var mode = spec.Mode.ToString().ToLowerInvariant();
        var run = await runs.BeginAsync(BenchmarkShop.Tenant, mode, spec.ToJson(), spec.Digest(), "benchmark");
        var (cpu, started) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await new ReplayRunner(runs).RunAsync(run, source, engine, _ => true, parallel, NoWatch.Instance, CancellationToken.None);
        var elapsed = Stopwatch.GetElapsedTime(started);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        await runs.EndAsync(run.Tenant, run.Id, ReplayRunStatus.Completed);
        return new(mode, parallel, ReplayTally.Sum(await runs.CountsAsync(run.Tenant, run.Id)), elapsed, cpu, run);
    }

    private sealed class NoWatch : IReplayWatch
    {
        public static readonly NoWatch Instance = new();

        public void Report(double progress, ReplaySummary sum)
        {
        }
    }
}

/// <summary>What came of a replay.</summary>
/// <param name="Mode">The mode.</param>
/// <param name="Parallel">How many conversations at a time.</param>
/// <param name="Summary">The figures.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Cpu">The CPU time of this process.</param>
/// <param name="Run">The run.</param>
internal sealed record ReplayTiming(string Mode, int Parallel, ReplaySummary Summary, TimeSpan Elapsed, TimeSpan Cpu, ReplayRun Run)
{
    public double PerMinute => Summary.Conversations / Elapsed.TotalMinutes;

    public double CpuMs => Cpu.TotalMilliseconds / Math.Max(1, Summary.Conversations);
}
