namespace Microsoft.SemanticKernel;

/// <summary>A step that remembers something between its calls. Its state is stored with the process.</summary>
/// <typeparam name="TState">A plain class that System.Text.Json can write and read back; all members need defaults.</typeparam>
public class KernelProcessStep<TState> : KernelProcessStep
    where TState : class, new()
{
    /// <summary>
    /// Hands the step its state. The runtime stores this very object after each call: keep it and change it, never replace it.
    /// The overload without a type argument is called as well, after this one.
    /// </summary>
    public virtual ValueTask ActivateAsync(KernelProcessStepState<TState> state) => ValueTask.CompletedTask;
}
