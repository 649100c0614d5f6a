using System.Text.Json;
using Agent.Processes;

namespace Agent.Host.Portal.Conversations;

/// <summary>Adds up what a superstep took.</summary>
internal static class Timing
{
    /// <summary>How long its functions ran, in milliseconds.</summary>
    public static double Of(SuperstepView superstep) => superstep.Events.Where(stored => stored.Type == ConversationEvents.StepCompleted)
        .Sum(stored => stored.Data.TryGetProperty("durationMs", out var duration) ? duration.GetDouble() : 0);

    /// <summary>The tokens its model calls sent and got.</summary>
    public static long Tokens(SuperstepView superstep) => superstep.Activities.ValueKind is not JsonValueKind.Array ? 0
        : superstep.Activities.EnumerateArray().Sum(activity => Number(activity, "inputTokens") + Number(activity, "outputTokens"));

    /// <summary>What its model calls have cost, in US dollars; null when no price of theirs is known.</summary>
    public static decimal? Cost(SuperstepView superstep) => superstep.Activities.ValueKind is not JsonValueKind.Array ? null
        : superstep.Activities.EnumerateArray().Select(activity => activity.TryGetProperty("costUsd", out var cost) && cost.TryGetDecimal(out var usd) ? usd : (decimal?)null)
            .Aggregate((decimal?)null, (sum, cost) => cost is null ? sum : (sum ?? 0) + cost);

    private static long Number(JsonElement activity, string name) => activity.TryGetProperty(name, out var value) && value.TryGetInt64(out var number) ? number : 0;
}
