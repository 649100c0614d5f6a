using Agent.Host.Api.Storage;

namespace Agent.Host.Api.Idempotency;

/// <summary>Removes stored answers that are too old to be given again.</summary>
internal sealed partial class AnswerSweep(AnswerStore store, TimeProvider clock, ILogger<AnswerSweep> logger) : Sweep(TimeSpan.FromMinutes(10), clock)
{
    protected override Task<int> SweepAsync(int atOnce, CancellationToken cancellationToken) => store.SweepAsync(atOnce, cancellationToken);

    protected override void TellFailure(string reason) => LogNotSwept(reason);

    [LoggerMessage(EventId = 1312, Level = LogLevel.Warning, Message = "Old answers could not be removed: {Reason}")]
    private partial void LogNotSwept(string reason);
}
