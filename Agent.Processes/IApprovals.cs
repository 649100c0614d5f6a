namespace Agent.Processes;

/// <summary>Approvals as those who decide them look at them. Deciding is <see cref="IConversations.DecideAsync"/>.</summary>
public interface IApprovals
{
    /// <summary>One page of a tenant's approvals, newest first.</summary>
    Task<IReadOnlyList<ApprovalView>> ListAsync(string tenant, ApprovalQuery query, CancellationToken cancellationToken = default);

    /// <summary>How many approvals wait for operators, those of sandboxes left out; at most <paramref name="most"/>.</summary>
    Task<int> CountWaitingAsync(string tenant, int most, CancellationToken cancellationToken = default);

    /// <summary>The verdict an approval rests on. Null when it is no longer kept, or too far back to be looked for.</summary>
    Task<EligibilityDecided?> FindVerdictAsync(string tenant, ApprovalView approval, CancellationToken cancellationToken = default);

    /// <summary>One approval, or null when the tenant has none of that id.</summary>
    Task<ApprovalView?> FindAsync(string tenant, string approvalId, CancellationToken cancellationToken = default);
}
