using System.Text.Json;
using Agent.Processes.Replay.Journals;

namespace Agent.Host.Replay.Jobs;

/// <summary>What a job replays, and how.</summary>
internal sealed record ReplayJob
{
    public required ReplayMode Mode { get; init; }

    /// <summary>Which of the tenant's stored conversations; null when recordings are given.</summary>
    public StoredConversationFilter? Filter { get; init; }

    /// <summary>Recordings, each as a line of a file would be.</summary>
    public IReadOnlyList<JsonElement>? Recordings { get; init; }

    public ReplayApprovals Approvals { get; init; }

    /// <summary>The rules of <see cref="ReplayApprovals.Rule"/>.</summary>
    public IReadOnlyList<string> ApproveIf { get; init; } = [];

    public DivergenceChoice OnDivergence { get; init; }

    /// <summary>How often each conversation is held, where models are asked.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>What it may cost in US dollars, where models are asked.</summary>
    public decimal? BudgetUsd { get; init; }

    /// <summary>What is tried out, see <see cref="Decisions.Variant"/>.</summary>
    public IReadOnlyDictionary<string, string> Candidate { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What it is compared with; null for what is recorded.</summary>
    public IReadOnlyDictionary<string, string>? Baseline { get; init; }
}
