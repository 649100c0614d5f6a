using System.Globalization;
using Agent.Host.Evaluation.Metrics;

namespace Agent.Host.Evaluation;

/// <summary>A run in words and columns.</summary>
internal static class EvaluationText
{
    private const int MostShown = 20;
    private const int MostCharacters = 160;

    public static async Task WriteAsync(TextWriter output, EvaluationRun run, RunComparison comparison)
    {
        await output.WriteLineAsync(Line($"{run.Suite}: {run.Cases.Count} cases, {run.Wrong} wrong{(run.Errors > 0 ? Line($", {run.Errors} of them without an answer") : "")}"));
        await output.WriteLineAsync(string.Join(", ", run.Models.Select(model => $"{model.Key} {model.Value}")) + Costs(run));
        var width = Math.Max(12, run.Metrics.SelectMany(kind => kind.Classes).Max(one => one.Label.Length) + 2);
        await output.WriteLineAsync($"\n{"".PadRight(width)}{"cases",6}   {"precision",-21}{"recall",-21}{"F1",-21}");
        foreach (var kind in run.Metrics)
        {
            var before = comparison.Before?.Metrics.FirstOrDefault(then => then.Kind == kind.Kind);
            await output.WriteLineAsync(Line($"{kind.Kind.PadRight(width)}{kind.Cases,6}   {"",-42}{Show(kind.F1),-21}accuracy {Show(kind.Accuracy)}{Change(kind, before)}"));
            foreach (var one in kind.Classes)
            {
                await output.WriteLineAsync(Line($"{("  " + one.Label).PadRight(width)}{one.Cases,6}   {Show(one.Precision),-21}{Show(one.Recall),-21}{Show(one.F1)}").TrimEnd());
            }
        }

        await WriteCasesAsync(output, "Wrong", [.. run.Cases.Where(outcome => !outcome.IsRight)]);
        await WriteCasesAsync(output, "Right last time, wrong now", comparison.Worse);
        await WriteCasesAsync(output, "Wrong last time, right now", comparison.Better);
        await output.WriteLineAsync();
    }

    private static async Task WriteCasesAsync(TextWriter output, string heading, IReadOnlyList<CaseOutcome> outcomes)
    {
        if (outcomes.Count == 0)
        {
            return;
        }

        await output.WriteLineAsync(Line($"\n{heading}: {outcomes.Count}"));
        foreach (var outcome in outcomes.Take(MostShown))
        {
            await output.WriteLineAsync($"  {outcome.Id}: expected {outcome.Expected}, got {outcome.Answer ?? "no answer"}{(outcome.Note is { Length: > 0 } note ? $" ({Shorten(note)})" : "")}");
        }

        if (outcomes.Count > MostShown)
        {
            await output.WriteLineAsync(Line($"  and {outcomes.Count - MostShown} more"));
        }
    }

    private static string Costs(EvaluationRun run) => run.ModelCalls == 0 ? "; no model was asked" : Line(
        $"; {run.ModelCalls} calls, {run.InputTokens} tokens in, {run.OutputTokens} out, {(run.CostUsd is { } cost ? Line($"{cost:0.0000} USD") : "at an unknown price")}");

    private static string Change(KindMetrics now, KindMetrics? before) => now.F1.Value is { } value && before?.F1.Value is { } then && value != then
        ? Line($", F1 was {then:0.000}") : "";

    private static string Show(Proportion share) => share.Value is { } value ? Line($"{value:0.000} ({share.Low:0.000}–{share.High:0.000})") : "–";

    private static string Shorten(string note)
    {
        var line = note.ReplaceLineEndings(" ");
        return line.Length <= MostCharacters ? line : line[..MostCharacters] + "…";
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
