using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Agent.Host.Models;

/// <summary>The one policy around a model: a time limit over everything, retries inside it, and a breaker that sees each attempt.</summary>
internal static class ModelPipeline
{
    public static ResiliencePipeline Create(string model, ModelOptions options, TimeProvider clock, ILogger logger)
    {
        ModelMetrics.Known(model);
        var log = new ModelPipelineLog(model, logger);
        var builder = new ResiliencePipelineBuilder { TimeProvider = clock }.AddTimeout(options.CallTimeout);
        if (options.MaxRetries > 0)
        {
            builder.AddRetry(Retry(options, log));
        }

        return builder.AddCircuitBreaker(Breaker(options, log)).Build();
    }

    private static RetryStrategyOptions Retry(ModelOptions options, ModelPipelineLog log) => new()
    {
        MaxRetryAttempts = options.MaxRetries,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = options.RetryDelay,
        MaxDelay = options.MaxRetryDelay,
        ShouldHandle = args => ValueTask.FromResult(
            args.Outcome.Exception is ModelException { IsTransient: true } failed && !(failed.RetryAfter > options.MaxRetryDelay)),
        DelayGenerator = args => ValueTask.FromResult(
            args.Outcome.Exception is ModelException { RetryAfter: { } wait } && wait > TimeSpan.Zero ? wait : (TimeSpan?)null),
        OnRetry = args =>
        {
            log.Retrying(args.AttemptNumber + 1, args.RetryDelay, ((ModelException)args.Outcome.Exception!).Failure);
            return ValueTask.CompletedTask;
        },
    };

    private static CircuitBreakerStrategyOptions Breaker(ModelOptions options, ModelPipelineLog log) => new()
    {
        FailureRatio = options.BreakerFailureRatio,
        MinimumThroughput = options.BreakerMinimumCalls,
        SamplingDuration = options.BreakerWindow,
        BreakDuration = options.BreakerDuration,
        // A rate limit is a healthy service saying no; it names its own pause.
        ShouldHandle = args => ValueTask.FromResult(
            args.Outcome.Exception is ModelException { IsTransient: true, Failure: not ModelFailure.RateLimited }),
        OnOpened = args =>
        {
            log.Opened(args.BreakDuration);
            return ValueTask.CompletedTask;
        },
        OnClosed = _ =>
        {
            log.Closed();
            return ValueTask.CompletedTask;
        },
    };
}
