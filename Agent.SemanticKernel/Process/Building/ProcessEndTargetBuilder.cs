namespace Microsoft.SemanticKernel;

/// <summary>The end of the process.</summary>
internal sealed record ProcessEndTargetBuilder() : ProcessTargetBuilder(ProcessTargetType.KernelFunction)
{
    internal override KernelProcessTarget Build() => new KernelProcessFunctionTarget(ProcessKeys.EndStep, ProcessKeys.EndFunction);
}
