namespace Agent.Processes;

/// <summary>Approvals as those who decide them look at them. Deciding is <see cref="IConversations.DecideAsync"/>.</summary>
public interface IApprovals
{
    /// <summary>One page of a tenant's approvals, newest first.</summary>
    Task<IReadOnlyList<ApprovalView>> ListAsync(string tenant, ApprovalQuery query, CancellationToken cancellationToken = default);

    /// <summary>One approval, or null when the tenant has none of that id.</summary>
    Task<ApprovalView?> FindAsync(string tenant, string approvalId, CancellationToken cancellationToken = default);
}
