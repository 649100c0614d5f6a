using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using Polly;
using Polly.Retry;

namespace Agent.Plugins.Calling.Resilience;

/// <summary>
/// Makes a call again whose fault may pass. Safe for reading tools, and for those that change something because they carry an idempotency key: the
/// second attempt finds what the first one did.
/// </summary>
internal sealed class ToolRetryFilter : IFunctionInvocationFilter
{
    private readonly ResiliencePipeline _pipeline;

    public ToolRetryFilter(IOptions<ToolCallingOptions> options, TimeProvider clock)
    {
        var retry = options.Value.Retry;
        var builder = new ResiliencePipelineBuilder { TimeProvider = clock };
        if (retry.Repetitions > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = retry.Repetitions,
                Delay = retry.Pause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder().Handle<Exception>(exception => exception is not ToolException && ToolFaults.IsPassing(exception)),
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
