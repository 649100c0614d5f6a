using Agent.Processes;
using Microsoft.SemanticKernel;

namespace Agent.Benchmarks.Faults.Injection;

/// <summary>
/// Takes from the service what keeps effects from happening twice: the key that is the same in every attempt. It exists to show that the auditor
/// would notice.
/// </summary>
internal sealed class FreshKeyFilter : IFunctionInvocationFilter
{
    /// <summary>Between the true key and what makes it fresh.</summary>
    public const char Separator = '~';

    public Task OnFunctionInvocationAsync(
        Microsoft.SemanticKernel.FunctionInvocationContext context, Func<Microsoft.SemanticKernel.FunctionInvocationContext, Task> next)
    {
        if (context.Kernel.Data.TryGetValue(ToolCallData.IdempotencyKey, out var key))
        {
            context.Kernel.Data[ToolCallData.IdempotencyKey] = $"{key}{Separator}{Guid.NewGuid():N}";
        }

        return next(context);
    }
}
