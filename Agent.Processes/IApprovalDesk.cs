namespace Agent.Processes;

/// <summary>Where a step decides an open approval on behalf of the customer. It is the one place where a decision is made, whoever makes it.</summary>
public interface IApprovalDesk
{
    /// <summary>A new unguessable approval id, the same when the step runs again for the same call.</summary>
    /// <param name="callId">The tool call that needs the approval.</param>
    string NewId(string callId);

    /// <summary>
    /// Decides, unless somebody has already. Calling it again, as after a crash, changes nothing and returns the same decision.
    /// </summary>
    /// <returns>The decision that holds: this one, or the one that came first.</returns>
    Task<ApprovalDecided> DecideAsync(string approvalId, bool approve, string? reason, CancellationToken cancellationToken = default);

    /// <summary>
    /// What the customer has already said about this approval, in an attempt at this very turn that was lost before it was committed. The words may be read
    /// differently the second time; the decision stands.
    /// </summary>
    /// <returns>Null when the customer has not decided it.</returns>
    Task<ApprovalDecided?> FindOwnDecisionAsync(string approvalId, CancellationToken cancellationToken = default) => Task.FromResult<ApprovalDecided?>(null);
}
