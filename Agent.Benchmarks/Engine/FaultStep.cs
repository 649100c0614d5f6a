using Agent.Processes;
using Microsoft.SemanticKernel;

namespace Agent.Benchmarks.Engine;

/// <summary>Takes the errors of the other steps, and throws: a benchmark of failures measures nothing.</summary>
[Emits]
public sealed class FaultStep : KernelProcessStep
{
    [KernelFunction("fail")]
    public void Fail(KernelProcessError error) => throw new InvalidOperationException($"A step failed: {error.Message}");
}
