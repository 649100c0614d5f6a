namespace Agent.Processes;

/// <summary>Tells when the approvals that operators decide change: on whatever replica, by whomever, also by the clock.</summary>
public interface IApprovalFeed
{
    /// <summary>
    /// Yields the id of an approval that was asked or is no longer open, without end; and null when anything may have changed, as at the beginning and after the
    /// connection to the other replicas was away. It says where to look, and nothing else.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends it.</param>
    IAsyncEnumerable<string?> WatchAsync(string tenant, CancellationToken cancellationToken = default);
}
