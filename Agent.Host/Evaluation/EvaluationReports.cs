using Agent.Host.Evaluation.Metrics;
using Agent.Host.Replay.Reports;
using Agent.Host.Replay.Results;

namespace Agent.Host.Evaluation;

/// <summary>Writes a run for machines and for a build.</summary>
internal static class EvaluationReports
{
    /// <summary>Writes both.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">The files, without what their names end with.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task WriteAsync(EvaluationRun run, string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await File.WriteAllTextAsync(path + ".json", run.ToJson(), cancellationToken);
        var count = new ReplayCount();
        List<ReplayResult> results = [.. run.Cases.Select(ResultOf)];
        results.ForEach(count.Add);
        await using var junit = File.Create(path + ".xml");
        await JunitReport.WriteAsync(junit, $"evaluation {run.Suite}", count.Sum(), results.ToAsyncEnumerable(), cancellationToken);
    }

    private static ReplayResult ResultOf(CaseOutcome outcome, int place) => new()
    {
        Number = place + 1,
        Id = outcome.Id,
        Verdict = outcome.IsRight ? ReplayVerdict.Same : outcome.Answer is null ? ReplayVerdict.Error : ReplayVerdict.Different,
        Error = outcome.Answer is null ? outcome.Note : null,
        Differences = outcome is { IsRight: false, Answer: { } answer } ? [new(outcome.Kind, 1, outcome.Id, outcome.Expected, answer, outcome.Note)] : [],
    };
}
