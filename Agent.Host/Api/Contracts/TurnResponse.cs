using Agent.Processes;

namespace Agent.Host.Api.Contracts;

/// <summary>Where a turn stands.</summary>
/// <param name="TurnId">Its id, unique in its conversation.</param>
/// <param name="Status">The conversation's status after it; <c>running</c> while it runs.</param>
/// <param name="Reply">The answer, as Markdown; null when there is none, or none yet.</param>
/// <param name="PendingApproval">What is asked before anything is done.</param>
/// <param name="Failure">Why the turn ended without doing its work. The conversation can go on.</param>
public sealed record TurnResponse(
    string TurnId, ConversationStatus Status, string? Reply = null, PendingApprovalResponse? PendingApproval = null, FailureResponse? Failure = null)
{
    internal static TurnResponse From(TurnView turn) => new(
        turn.TurnId, turn.Status, turn.Reply,
        turn.PendingApproval is { } approval ? PendingApprovalResponse.From(approval) : null,
        turn.Failure is { } failure ? new(failure.Reason, failure.Message) : null);
}
