using Microsoft.SemanticKernel;

namespace Agent.Tests.SemanticKernel.Process.Samples;

/// <summary>One function that needs no input.</summary>
public sealed class TickStep : KernelProcessStep
{
    [KernelFunction("tick")]
    public ValueTask TickAsync(KernelProcessStepContext context) => context.EmitEventAsync("ticked");
}
