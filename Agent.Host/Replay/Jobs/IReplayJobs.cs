using Agent.Host.Replay.Results;
using Agent.Processes.Replay;
using Agent.Processes.Replay.Batching;

namespace Agent.Host.Replay.Jobs;

/// <summary>
/// Replays as jobs of the service: whoever asks for one gets its id at once, its conversations are worked on by all replicas, behind the customers who wait. Every
/// method takes the tenant, and finds nothing of another one.
/// </summary>
internal interface IReplayJobs
{
    /// <summary>Puts a job down; what is to be replayed is fixed then.</summary>
    /// <exception cref="ReplayFault">It cannot be carried out as it was asked for; nothing was put down.</exception>
    Task<ReplayRun> StartAsync(string tenant, string requestedBy, ReplayJob job, CancellationToken cancellationToken = default);

    /// <summary>Where a job stands; null when the tenant has none of that id.</summary>
    Task<ReplayJobView?> FindAsync(string tenant, string id, CancellationToken cancellationToken = default);

    /// <summary>The tenant's jobs and runs, newest first.</summary>
    Task<IReadOnlyList<ReplayRun>> ListAsync(string tenant, CancellationToken cancellationToken = default);

    /// <summary>Ends a job; what is done by then stays.</summary>
    /// <returns>False when it had ended already; null when the tenant has none of that id.</returns>
    Task<bool?> CancelAsync(string tenant, string id, CancellationToken cancellationToken = default);
}

/// <summary>A job as it stands.</summary>
/// <param name="Run">The job.</param>
/// <param name="Progress">How much of it is done.</param>
/// <param name="Summary">What came of that.</param>
internal sealed record ReplayJobView(ReplayRun Run, ReplayProgress Progress, ReplaySummary Summary)
{
    /// <summary>How far its batches are; null where it has none.</summary>
    public BatchProgress? Batches { get; init; }
}
