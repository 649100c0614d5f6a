namespace Microsoft.SemanticKernel;

/// <summary>A step's identity together with the state it keeps between calls.</summary>
public sealed record KernelProcessStepState<TState> : KernelProcessStepState
    where TState : class, new()
{
    public KernelProcessStepState(string name, string version, string? id = null)
        : base(name, version, id)
    {
    }

    /// <summary>In a built graph the initial state; never null there.</summary>
    public TState? State { get; init; }
}
