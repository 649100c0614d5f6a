using Agent.Tests.Processes.Runtime.Toy;
using Microsoft.SemanticKernel;

namespace Agent.Tests.Recordings;

/// <summary>Holds the first call of one tool, before it does anything.</summary>
internal sealed class HeldTool(string tool, Gate gate) : IFunctionInvocationFilter
{
    public async Task OnFunctionInvocationAsync(
        Microsoft.SemanticKernel.FunctionInvocationContext context, Func<Microsoft.SemanticKernel.FunctionInvocationContext, Task> next)
    {
        if (context.Function.Name == tool)
        {
            await gate.PassAsync(context.CancellationToken);
        }

        await next(context);
    }
}
