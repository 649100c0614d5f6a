using System.Globalization;
using System.Text.RegularExpressions;
using Agent.Host.Replay;

namespace Agent.Host.Evaluation;

/// <summary>What must not be: a metric below a limit, such as <c>triage.f1&lt;0.9</c>, or a count above one, such as <c>worse&gt;0</c>.</summary>
internal sealed partial record EvaluationThreshold(string Name, string Comparison, double Limit)
{
    private const string Wrong = "wrong";
    private const string Worse = "worse";
    private const string Errors = "errors";

    /// <summary>Reads a list of them, parted by commas.</summary>
    /// <exception cref="ReplayFault">One of them says nothing.</exception>
    public static IReadOnlyList<EvaluationThreshold> ParseAll(string text) => [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    /// <summary>Whether a run fails by it.</summary>
    /// <exception cref="ReplayFault">The run has no such metric.</exception>
    public bool Fails(EvaluationRun run, RunComparison comparison, out double value)
    {
        value = Name switch
        {
            Wrong => run.Wrong,
            Worse => comparison.Worse.Count,
            Errors => run.Errors,
            _ => MetricOf(run),
        };
        return Comparison switch { "<" => value < Limit, "<=" => value <= Limit, ">" => value > Limit, _ => value >= Limit };
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}{Comparison}{Limit}");

    private double MetricOf(EvaluationRun run)
    {
        var parts = Name.Split('.');
        var kind = run.Metrics.FirstOrDefault(metrics => metrics.Kind == parts[0]) ?? throw new ReplayFault($"'{this}': the suite has no cases of the kind {parts[0]}");
        if (parts.Length == 2)
        {
            return (parts[1] == "accuracy" ? kind.Accuracy : kind.F1).Value ?? 0;
        }

        var label = kind.Classes.FirstOrDefault(one => one.Label == parts[1] && one.Cases > 0) ?? throw new ReplayFault(
            $"'{this}': no case of {kind.Kind} expects '{parts[1]}', but {string.Join(", ", kind.Classes.Where(one => one.Cases > 0).Select(one => one.Label))}");
        // An answer that was never given is precise in nothing.
        return (parts[2] switch { "precision" => label.Precision, "recall" => label.Recall, _ => label.F1 }).Value ?? 0;
    }

    private static EvaluationThreshold Parse(string text)
    {
        if (Shape().Match(text) is not { Success: true } match || !double.TryParse(match.Groups["limit"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var limit))
        {
            throw new ReplayFault($"'{text}' is no threshold: write such as triage.f1<0.9, guardrail.accuracy<0.95, guardrail.block.recall<0.9, wrong>3, worse>0 or errors>0");
        }

        return new(match.Groups["name"].Value, match.Groups["than"].Value, limit);
    }

    [GeneratedRegex(@"^(?:(?<name>wrong|worse|errors)\s*(?<than>>=?)|(?<name>(?:guardrail|triage|eligibility|tool)\.(?:accuracy|f1|[A-Za-z0-9_:]+\.(?:precision|recall|f1)))\s*(?<than><=?))\s*(?<limit>\d+(?:\.\d+)?)$")]
    private static partial Regex Shape();
}
