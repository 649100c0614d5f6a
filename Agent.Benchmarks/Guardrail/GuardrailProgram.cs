using System.Diagnostics;
using System.Globalization;
using Agent.Benchmarks.Reports;
using Agent.Processes.Steps.Guarding;
using Agent.Processes.Steps.Guarding.Classifying;

namespace Agent.Benchmarks.Guardrail;

/// <summary>Measures the part of the guardrail that asks no model, and makes the weights of its classifier.</summary>
internal static class GuardrailProgram
{
    public const string Usage = "dotnet run -c Release --project Agent.Benchmarks -- guardrail --samples FOLDER [--write FILE]";

    private const double Margin = 0.25;

    /// <summary>The share of customers the classifier may stop in the cross-validation: a tenth of what is allowed, as it stops more where it has learned from none like them.</summary>
    private static readonly Dictionary<string, double> s_stopped = new(StringComparer.Ordinal)
    {
        [GuardrailSamples.Benign] = 0.0005, [GuardrailSamples.BenignHard] = 0.005, [GuardrailSamples.Turns] = 0.0005,
    };

    /// <returns>0; 2 when the command line cannot be understood.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var (folder, file) = arguments switch
        {
            ["--samples", var from] => (from, null),
            ["--samples", var from, "--write", var to] => (from, to),
            _ => ("", null),
        };
        if (!Directory.Exists(folder))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        var (recorded, own) = (GuardrailSamples.ReadRecorded(folder), GuardrailSamples.ReadOwn());
        var validation = new CrossValidation(recorded, own);
        var (byFold, bySource) = (validation.ByFold(), validation.BySource());
        var threshold = ThresholdFor(recorded, byFold);
        var byRule = recorded.Select(sample => InjectionShapes.Find(sample.Text) is not null).ToList();
        await Console.Out.WriteLineAsync(Render(recorded, byRule, [.. byFold.Select(score => score > threshold)], [.. bySource.Select(score => score > threshold)]));
        await Console.Out.WriteLineAsync(RenderTime(recorded));
        if (file is not null)
        {
            var classifier = TrainOnAll(recorded, own, threshold);
            await using var stream = File.Create(file);
            classifier.Write(stream);
        }

        return 0;
    }

    /// <summary>The classifier that is shipped: it has learned from everything there is.</summary>
    public static InjectionClassifier TrainOnAll(IReadOnlyList<LabelledText> recorded, IReadOnlyList<LabelledText> own, double threshold) =>
        InjectionTrainer.Train([.. own.Concat(recorded).Select(sample => (InjectionTrainer.Prepare(sample), sample.IsAttack))], threshold);

    /// <summary>The lowest threshold at which no more customers are stopped than allowed, of any kind, and a margin on top for customers who write unlike all of them.</summary>
    public static double ThresholdFor(IReadOnlyList<LabelledText> recorded, IReadOnlyList<double> scores) => Margin + s_stopped.Max(allowed =>
    {
        var highest = recorded.Zip(scores).Where(pair => pair.First.Kind == allowed.Key).Select(pair => pair.Second).OrderDescending().ToList();
        return highest.Count == 0 ? double.MinValue : highest[(int)(highest.Count * allowed.Value)];
    });

    private static string Render(IReadOnlyList<LabelledText> recorded, List<bool> byRule, List<bool> byFold, List<bool> bySource)
    {
        var table = new MarkdownTable("stopped of", "rules", "classifier, 5 folds", "classifier, its source left out", "rules or classifier (5 folds)");
        Add("strict attacks", sample => sample is { IsAttack: true, IsStrict: true });
        Add("all attacks", sample => sample.IsAttack);
        foreach (var kind in recorded.Select(sample => sample.Kind).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            Add(recorded.First(sample => sample.Kind == kind).IsAttack ? $"attacks, {kind}" : $"customers, {kind}", sample => sample.Kind == kind);
        }

        return table.ToString();

        void Add(string name, Func<LabelledText, bool> belongs)
        {
            var places = Enumerable.Range(0, recorded.Count).Where(index => belongs(recorded[index])).ToList();
            table.Add(name, Count(index => byRule[index]), Count(index => byFold[index]), Count(index => bySource[index]), Count(index => byRule[index] || byFold[index]));

            string Count(Func<int, bool> stopped) => new Share(places.Count(stopped), places.Count).ToString();
        }
    }

    private static string RenderTime(IReadOnlyList<LabelledText> recorded)
    {
        InputRules.FindFault("a first call compiles", int.MaxValue);
        var times = recorded.Select(sample =>
        {
            var started = Stopwatch.GetTimestamp();
            InputRules.FindFault(sample.Text, int.MaxValue);
            return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }).Order().ToList();
        return string.Create(CultureInfo.InvariantCulture,
            $"One text takes {times.Average():N0} µs on average, {times[times.Count / 2]:N0} µs in the median, {times[(int)(times.Count * 0.99)]:N0} µs at the 99th percentile; the longest has {recorded.Max(sample => sample.Text.Length):N0} characters and the slowest took {times[^1]:N0} µs.");
    }
}
