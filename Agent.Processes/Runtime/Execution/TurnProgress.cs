using System.Text.Json.Serialization;
using Agent.Processes.Journal;
using Agent.Processes.Runtime.Forks;

namespace Agent.Processes.Runtime.Execution;

/// <summary>What a turn has come to so far. Stored with each of its checkpoints, so that another replica can end it.</summary>
internal sealed record TurnProgress
{
    /// <summary>The turn's first superstep.</summary>
    public int From { get; init; }

    /// <summary>The answers so far.</summary>
    public IReadOnlyList<string> Replies { get; init; } = [];

    public long InputTokens { get; init; }

    public long CachedInputTokens { get; init; }

    public long OutputTokens { get; init; }

    public int ToolCalls { get; init; }

    /// <summary>What its model calls cost in US dollars, as far as that is known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal CostUsd { get; init; }

    /// <summary>How many of its model calls were answered at a cost nobody knows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int UnpricedCalls { get; init; }

    /// <summary>How many calls of models were made.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ModelCalls { get; init; }

    /// <summary>The approval the conversation waits for; it outlives the turn.</summary>
    public ApprovalRequested? Waiting { get; init; }

    /// <summary>When that was asked; null for what was asked before this was kept.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>True once the workflow has ended the conversation.</summary>
    public bool Ended { get; init; }

    /// <summary>What a fork runs under, for as long as it lives; null for an ordinary conversation.</summary>
    public ForkTerms? Fork { get; init; }

    /// <summary>The id of the request that began the turn, if one did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? RequestId { get; init; }

    public string? Reply => Replies.Count == 0 ? null : string.Join("\n\n", Replies);

    public TurnProgress With(ActivityRecord activity) => this with
    {
        InputTokens = InputTokens + (activity.InputTokens ?? 0),
        CachedInputTokens = CachedInputTokens + (activity.CachedInputTokens ?? 0),
        OutputTokens = OutputTokens + (activity.OutputTokens ?? 0),
        CostUsd = CostUsd + (activity.CostUsd ?? 0),
        UnpricedCalls = UnpricedCalls + (activity is { Kind: ActivityKinds.Model, CostUsd: null, Error: null } ? 1 : 0),
        ModelCalls = ModelCalls + (activity.Kind == ActivityKinds.Model ? 1 : 0),
        ToolCalls = ToolCalls + (activity.Kind == ActivityKinds.Tool ? 1 : 0),
    };

    /// <summary>The next turn begins with what outlives a turn.</summary>
    public TurnProgress Next(int from) => new() { From = from, Waiting = Waiting, WaitingSince = WaitingSince, Fork = Fork };
}
