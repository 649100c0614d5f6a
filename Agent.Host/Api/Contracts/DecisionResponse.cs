using Agent.Processes;

namespace Agent.Host.Api.Contracts;

/// <summary>What was decided, by whom and when.</summary>
/// <param name="Decision">Yes or no.</param>
/// <param name="DecidedBy">Such as <c>customer</c> or <c>operator:dev</c>.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="Reason">Why, when a reason was given.</param>
public sealed record DecisionResponse(Verdict Decision, string DecidedBy, DateTimeOffset DecidedAt, string? Reason)
{
    internal static DecisionResponse From(ApprovalDecided decided) => new(
        decided.Approved ? Verdict.Approve : Verdict.Deny, decided.DecidedBy, decided.DecidedAt, decided.Reason);
}
