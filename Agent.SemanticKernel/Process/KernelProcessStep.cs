namespace Microsoft.SemanticKernel;

/// <summary>
/// A step of a process: its methods marked with <see cref="KernelFunctionAttribute"/> are what edges of the process can call.
/// The runtime creates it from the kernel's services and calls <see cref="ActivateAsync"/> before its first function.
/// </summary>
public class KernelProcessStep
{
    /// <summary>Called before the first function of this instance runs.</summary>
    public virtual ValueTask ActivateAsync(KernelProcessStepState state) => ValueTask.CompletedTask;
}
