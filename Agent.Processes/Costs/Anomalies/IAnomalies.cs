namespace Agent.Processes.Costs.Anomalies;

/// <summary>A tenant's usage that has left its usual range.</summary>
public interface IAnomalies
{
    /// <summary>Lists what was found, the latest first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="from">The first day, in UTC.</param>
    /// <param name="to">The last day.</param>
    /// <param name="limit">The most of them.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<IReadOnlyList<AnomalyView>> ListAsync(string tenant, DateOnly from, DateOnly to, int limit, CancellationToken cancellationToken = default);
}
