namespace Microsoft.SemanticKernel;

/// <summary>What an edge under construction will trigger.</summary>
public abstract record ProcessTargetBuilder
{
    private protected ProcessTargetBuilder(ProcessTargetType type) => Type = type;

    public ProcessTargetType Type { get; init; }

    internal abstract KernelProcessTarget Build();
}
