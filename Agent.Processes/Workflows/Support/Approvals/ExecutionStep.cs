using Agent.Processes.Steps.Tools;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Process;

namespace Agent.Processes.Workflows.Support.Approvals;

/// <summary>Makes a call that changes something, and nothing else: run again after a crash, it gets the first run's result by its idempotency key.</summary>
[KernelProcessStepMetadata("v1")]
[Emits(ConversationEvents.GuardrailVerdict, ConversationEvents.ToolCalled, ConversationEvents.ToolCompleted, OrdersEvents.CallAnswered)]
internal sealed class ExecutionStep : KernelProcessStep
{
    public const string Execute = "execute";

    [KernelFunction(Execute)]
    public async Task ExecuteAsync(KernelProcessStepContext context, Kernel kernel, ToolCall call, CancellationToken cancellationToken = default) =>
        await context.EmitEventAsync(OrdersEvents.CallAnswered, await ToolCalls.CallAsync(kernel, context, call, ToolRights.Acting, cancellationToken));
}
