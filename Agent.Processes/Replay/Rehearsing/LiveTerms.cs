using Agent.Processes.Costs.Budgets;
using Agent.Processes.Policies;

namespace Agent.Processes.Replay.Rehearsing;

/// <summary>On what terms a conversation is held anew, with models and tools that are asked in earnest.</summary>
/// <param name="Spending">What it may cost.</param>
/// <param name="WasDone">Whether a tool was carried out in the recording: what operators agreed to then they agree to now, where nobody says otherwise.</param>
internal sealed record LiveTerms(ReplaySpending Spending, Func<string, bool> WasDone)
{
    /// <summary>The time it is for steps; null for the real one.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>
    /// The answer to an open question. What the terms say; else an operator's is that of the recording, and a customer's is what the customer says next, which is null here.
    /// </summary>
    public bool? Agrees(ApprovalRequested waiting, RehearsalTerms terms) =>
        terms.Decides is { } decides ? decides(waiting) : waiting.Approver == Approvers.Operator ? WasDone(waiting.Tool) : null;
}
