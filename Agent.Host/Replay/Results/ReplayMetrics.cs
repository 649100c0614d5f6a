using System.Diagnostics.Metrics;
using Agent.Host.Models;
using Agent.Processes.Replay;

namespace Agent.Host.Replay.Results;

/// <summary>What replays found, counted as it is stored.</summary>
internal static class ReplayMetrics
{
    private const string Kind = "agent.kind";

    private static readonly Meter s_meter = new(ModelMetrics.MeterName);

    private static readonly Counter<long> s_differences = s_meter.CreateCounter<long>(
        "agent.replay.differences", "{difference}", "What came out otherwise in replays of many conversations, by kind");

    /// <summary>Counts what some conversations came to.</summary>
    public static void Count(IEnumerable<ReplayItemResult> results)
    {
        if (!s_differences.Enabled)
        {
            return;
        }

        foreach (var (name, value) in results.SelectMany(result => result.Figures))
        {
            if (name.StartsWith(ReplayTally.DifferencePrefix, StringComparison.Ordinal))
            {
                s_differences.Add((long)value, new KeyValuePair<string, object?>(Kind, name[ReplayTally.DifferencePrefix.Length..]));
            }
        }
    }
}
