using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using Polly;
using Polly.CircuitBreaker;

namespace Agent.Plugins.Calling.Resilience;

/// <summary>
/// Leaves a system alone that does not answer: after too many faults its tools refuse at once for a while, and the agent can say so instead of
/// letting every customer wait for a timeout. Each system has a breaker of its own.
/// </summary>
internal sealed class ToolBreakerFilter(IOptions<ToolCallingOptions> options, TimeProvider clock) : IFunctionInvocationFilter
{
    private readonly ConcurrentDictionary<string, ResiliencePipeline> _systems = new(StringComparer.Ordinal);

    public async Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        if (!ToolMetadata.IsTool(context.Function))
        {
            await next(context);
            return;
        }

        var breaker = _systems.GetOrAdd(ToolMetadata.SystemOf(context.Function), CreateBreaker);
        try
        {
            await breaker.ExecuteAsync(static async (state, _) => await state.next(state.context), (next, context), context.CancellationToken);
        }
        catch (BrokenCircuitException open)
        {
            throw new ToolUnavailableException(
                $"{context.Function.Name} is not available at the moment, because its system does not answer; nothing was done. Try again in a minute", open);
        }
    }

    private ResiliencePipeline CreateBreaker(string system)
    {
        ToolTelemetry.Known(system);
        var breaker = options.Value.Breaker;
        return new ResiliencePipelineBuilder { TimeProvider = clock }.AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            FailureRatio = breaker.FailureRatio,
            MinimumThroughput = breaker.MinimumCalls,
            SamplingDuration = breaker.SamplingTime,
            BreakDuration = breaker.BreakTime,
            ShouldHandle = new PredicateBuilder().Handle<Exception>(ToolFaults.IsOfTheSystem),
            OnOpened = _ =>
            {
                ToolTelemetry.Broke(system, isOpen: true);
                return ValueTask.CompletedTask;
            },
            OnClosed = _ =>
            {
                ToolTelemetry.Broke(system, isOpen: false);
                return ValueTask.CompletedTask;
            },
        }).Build();
    }
}
