using Agent.Host.Api.Storage;

namespace Agent.Host.Api.Limits.Buckets;

/// <summary>Removes buckets that are full again: one that has no row is full.</summary>
internal sealed partial class BucketSweep(BucketStore store, TimeProvider clock, ILogger<BucketSweep> logger) : Sweep(TimeSpan.FromMinutes(1), clock)
{
    protected override Task<int> SweepAsync(int atOnce, CancellationToken cancellationToken) => store.SweepAsync(atOnce, cancellationToken);

    protected override void TellFailure(string reason) => LogNotSwept(reason);

    [LoggerMessage(EventId = 1323, Level = LogLevel.Warning, Message = "Limits that are unused again could not be removed: {Reason}")]
    private partial void LogNotSwept(string reason);
}
