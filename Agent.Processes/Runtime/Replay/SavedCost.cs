using Agent.Processes.Costs.Usage;
using Agent.Processes.Journal;

namespace Agent.Processes.Runtime.Replay;

/// <summary>What model calls would have cost that were answered from the record.</summary>
internal readonly record struct SavedCost(decimal Known, int Unpriced)
{
    public decimal? Usd => UsageFigures.KnownCost(Known, Unpriced);

    public SavedCost With(RecordedActivities activities)
    {
        var (known, unpriced) = (Known, Unpriced);
        foreach (var activity in activities.Recorded)
        {
            known += activity.CostUsd ?? 0;
            unpriced += activity is { Kind: ActivityKinds.Model, CostUsd: null, Error: null } ? 1 : 0;
        }

        return new(known, unpriced);
    }
}
