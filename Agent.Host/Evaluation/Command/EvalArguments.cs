using System.Globalization;
using Agent.Host.Replay;

namespace Agent.Host.Evaluation.Command;

/// <summary>The command line of an evaluation, read and checked.</summary>
internal sealed record EvalArguments
{
    /// <summary>The suites.</summary>
    public required IReadOnlyList<string> Suites { get; init; }

    /// <summary>What is tried out, setting by setting.</summary>
    public required IReadOnlyDictionary<string, string> Candidate { get; init; }

    /// <summary>What must not be; null for what each suite says itself.</summary>
    public string? FailOn { get; init; }

    public string? Report { get; init; }

    /// <summary>The folder with the last runs.</summary>
    public string? Last { get; init; }

    public int Parallel { get; init; } = 8;

    /// <summary>Reads a command line.</summary>
    /// <exception cref="ReplayFault">It cannot be understood; the message says where.</exception>
    public static EvalArguments Parse(string[] args)
    {
        var suites = new List<string>();
        var candidate = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var parsed = new EvalArguments { Suites = suites, Candidate = candidate };
        for (var index = 0; index < args.Length; index++)
        {
            if (args[index] is not ['-', ..])
            {
                suites.Add(args[index]);
                continue;
            }

            var option = args[index];
            var value = index + 1 < args.Length && args[index + 1].Length > 0 ? args[++index] : throw new ReplayFault($"'{option}' needs a value, or is not known");
            parsed = parsed.With(option, value, candidate);
        }

        if (parsed.FailOn is { } failOn)
        {
            EvaluationThreshold.ParseAll(failOn);
        }

        return suites.Count == 0 ? throw new ReplayFault("eval needs the file of a suite") : parsed;
    }

    private EvalArguments With(string option, string value, SortedDictionary<string, string> candidate)
    {
        switch (option)
        {
            case "--fail-on":
                return this with { FailOn = value };
            case "--report":
                return this with { Report = value };
            case "--last":
                return this with { Last = value };
            case "--parallel":
                return this with
                {
                    Parallel = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var parallel) && parallel is > 0 and <= 256
                        ? parallel : throw new ReplayFault("--parallel must be a number from 1 to 256"),
                };
            case "--candidate" when value.Split('=', 2) is [{ Length: > 0 } name, var content]:
                candidate[name] = content;
                return this;
            case "--candidate":
                throw new ReplayFault("--candidate must be name=value");
            default:
                throw new ReplayFault($"eval does not know '{option}'");
        }
    }
}
