using Microsoft.SemanticKernel;

namespace Agent.Tests.SemanticKernel.Process.Samples;

/// <summary>One function with one input.</summary>
public sealed class GreetStep : KernelProcessStep
{
    [KernelFunction("greet")]
    public string Greet(KernelProcessStepContext context, Kernel kernel, string name, CancellationToken cancellationToken = default) => $"Hello {name}";
}
