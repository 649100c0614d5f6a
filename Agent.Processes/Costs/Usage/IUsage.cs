namespace Agent.Processes.Costs.Usage;

/// <summary>What the model calls of a tenant used and cost.</summary>
public interface IUsage
{
    /// <summary>Reads it, from totals that are kept by day: what it takes does not depend on how many calls there were.</summary>
    /// <exception cref="ArgumentException">The totals are not kept that finely, see <see cref="UsageQuery.IsTooFine"/>.</exception>
    Task<UsageView> ReadAsync(string tenant, UsageQuery query, CancellationToken cancellationToken = default);
}
