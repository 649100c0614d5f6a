namespace Microsoft.SemanticKernel;

/// <summary>
/// Who a process is. The id is that of the definition: a runtime that runs several instances replaces it with the instance's own.
/// </summary>
public sealed record KernelProcessState : KernelProcessStepState
{
    public KernelProcessState(string name, string version, string? id = null)
        : base(name, version, id)
    {
    }
}
