using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using Polly;
using Polly.Retry;

namespace Agent.Plugins.Calling.Resilience;

/// <summary>
/// Makes a call again whose fault may pass. Safe for reading tools, and for those that change something because they carry an idempotency key: the
/// second attempt finds what the first one did. While the tools' database is away it is tried longer: what the customer asked for is then done a few
/// seconds late instead of not at all.
/// </summary>
internal sealed class ToolRetryFilter : IFunctionInvocationFilter
{
    /// <summary>With the default pause: 6.2 s, in which a server comes back that was stopped at once and has to go through its log.</summary>
    private const int RepetitionsForDatabase = 5;

    private readonly ResiliencePipeline _pipeline;

    public ToolRetryFilter(IOptions<ToolCallingOptions> options, TimeProvider clock)
    {
        var retry = options.Value.Retry;
        var builder = new ResiliencePipelineBuilder { TimeProvider = clock };
        if (retry.Repetitions > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = Math.Max(retry.Repetitions, RepetitionsForDatabase),
                Delay = retry.Pause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is { } fault and not ToolException
                    && (ToolFaults.IsDatabaseAway(fault) || (args.AttemptNumber < retry.Repetitions && ToolFaults.IsPassing(fault)))),
            });
        }

        _pipeline = builder.Build();
    }

    public async Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        if (!ToolMetadata.IsTool(context.Function))
        {
            await next(context);
            return;
        }

        await _pipeline.ExecuteAsync(static async (state, _) => await state.next(state.context), (next, context), context.CancellationToken);
    }
}
