using Agent.Processes.Steps.Tools;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Process;

namespace Agent.Processes.Workflows.Support.Specialists;

/// <summary>Calls one reading tool for the orders specialist.</summary>
[KernelProcessStepMetadata("v1")]
[Emits(ConversationEvents.GuardrailVerdict, ConversationEvents.ToolCalled, ConversationEvents.ToolCompleted, OrdersEvents.CallAnswered)]
internal sealed class ToolsStep : KernelProcessStep
{
    public const string Read = "read";

    [KernelFunction(Read)]
    public async Task ReadAsync(KernelProcessStepContext context, Kernel kernel, ToolCall call, CancellationToken cancellationToken = default) =>
        await context.EmitEventAsync(OrdersEvents.CallAnswered, await ToolCalls.CallAsync(kernel, context, call, ToolRights.Reading, cancellationToken));
}
