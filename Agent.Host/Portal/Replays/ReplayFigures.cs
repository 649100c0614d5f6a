using Agent.Host.Replay.Jobs;
using Agent.Host.Replay.Results;
using Agent.Processes.Replay;
using Agent.Processes.Replay.Batching;

namespace Agent.Host.Portal.Replays;

/// <summary>A replay as it stands, for a page.</summary>
/// <param name="Run">The replay.</param>
/// <param name="Total">Conversations in it.</param>
/// <param name="Done">Those that are done.</param>
/// <param name="Same">Those that came out as before.</param>
/// <param name="Different">Those that came out otherwise.</param>
/// <param name="Errors">Those that could not be replayed.</param>
/// <param name="Divergences">How often something was asked for that is not on record.</param>
/// <param name="AmountMinor">The money at stake in the differences, in cents.</param>
/// <param name="Kinds">What was compared, kind by kind.</param>
public sealed record ReplayFigures(
    ReplayRun Run, long Total, long Done, long Same, long Different, long Errors, long Divergences, long AmountMinor, IReadOnlyList<ReplayKind> Kinds)
{
    /// <summary>The name under which conversations stand that could not be replayed.</summary>
    public const string Error = "error";

    /// <summary>How far its batches with the models' provider are; null where it has none.</summary>
    public BatchProgress? Batches { get; init; }

    /// <summary>Whether there is something left to do.</summary>
    public bool IsRunning => Run.Status == ReplayRunStatus.Running;

    /// <summary>Conversations a second, since it was asked for until its end or now; null before anything is done.</summary>
    public double? PerSecond(DateTimeOffset now) =>
        Done > 0 && (Run.FinishedAt ?? now) - Run.CreatedAt is { TotalSeconds: > 0 } taken ? Done / taken.TotalSeconds : null;

    /// <summary>How long it will still take at that rate; null when nobody can tell.</summary>
    public TimeSpan? Left(DateTimeOffset now) => IsRunning && PerSecond(now) is { } rate ? TimeSpan.FromSeconds((Total - Done) / rate) : null;

    internal static ReplayFigures Of(ReplayJobView job)
    {
        var (run, progress, summary) = job;
        return new(
            run, progress.Total, progress.Done, summary.Same, summary.Different, summary.Errors, summary.Divergences, summary.AmountMinor,
            [.. DifferenceKinds.All.Where(kind => summary.Compared.ContainsKey(kind) || summary.Differences.ContainsKey(kind))
                .Select(kind => new ReplayKind(kind, summary.Compared.GetValueOrDefault(kind), summary.Differences.GetValueOrDefault(kind)))])
        {
            Batches = job.Batches,
        };
    }
}
