using Polly;
using Polly.Retry;

namespace Agent.Processes.Runtime.Storage;

/// <summary>
/// Tries a call again while the database is away for a moment: a pooled connection that was cut while it lay idle, a pooler that restarts. After a few
/// seconds the error is the caller's.
/// </summary>
internal sealed class StorageRetry(TimeProvider clock)
{
    private const int Attempts = 6;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(4);
    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(new RetryStrategyOptions
    {
        MaxRetryAttempts = Attempts,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = TimeSpan.FromMilliseconds(50),
        MaxDelay = TimeSpan.FromSeconds(1),
        ShouldHandle = args => ValueTask.FromResult(
            StorageFault.IsTransient(args.Outcome.Exception) && args.Context.Properties.GetValue(s_until, long.MaxValue) > clock.GetTimestamp()),
    }).Build();

    private static readonly ResiliencePropertyKey<long> s_until = new("until");

    /// <summary>Runs a call until it has an answer.</summary>
    /// <param name="call">
    /// The call. It is told whether it is made again: then an earlier one may have been carried out all the same, and only its answer got lost.
    /// </param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    public async Task<T> ExecuteAsync<T>(Func<bool, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        var until = clock.GetTimestamp() + (long)(s_patience.TotalSeconds * clock.TimestampFrequency);
        try
        {
            return await call(false, cancellationToken); // nearly always: nothing of what follows is paid for
        }
        catch (Exception exception) when (StorageFault.IsTransient(exception) && until > clock.GetTimestamp())
        {
            // Again, and at once: the broken connection is out of the pool.
        }

        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            context.Properties.Set(s_until, until);
            return await _pipeline.ExecuteAsync(async attempt => await call(true, attempt.CancellationToken), context);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }
}
