namespace Microsoft.SemanticKernel;

/// <summary>
/// A process ready to run, or one used as a step of another. Its edges are keyed by the bare id of each input event, plus
/// <c>Microsoft.SemanticKernel.Process.Global.OnError</c> for errors no step handles; both lead to steps inside it. A process
/// used as a step also has keys <c>{processId}.{event}</c> for its public events, leading to steps of the parent.
/// </summary>
public sealed record KernelProcess : KernelProcessStepInfo
{
    public KernelProcess(
        KernelProcessState state, IList<KernelProcessStepInfo> steps, Dictionary<string, List<KernelProcessEdge>>? edges = null)
        : base(typeof(KernelProcess), state, edges ?? [])
    {
        ArgumentNullException.ThrowIfNull(steps);
        Steps = [.. steps];
    }

    /// <summary>The steps in the order they were added, which is the order a superstep visits them in.</summary>
    public IList<KernelProcessStepInfo> Steps { get; }
}
