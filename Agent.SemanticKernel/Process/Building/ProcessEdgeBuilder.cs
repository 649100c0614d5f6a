namespace Microsoft.SemanticKernel;

/// <summary>An edge under construction that starts at the process itself: at an input event, or at an error no step handles.</summary>
public sealed class ProcessEdgeBuilder : ProcessStepEdgeBuilder
{
    private readonly ProcessBuilder _process;

    internal ProcessEdgeBuilder(ProcessBuilder process, string key)
        : base(process, key) => _process = process;

    /// <inheritdoc cref="ProcessStepEdgeBuilder.SendEventTo(ProcessTargetBuilder)"/>
    public ProcessEdgeBuilder SendEventTo(ProcessFunctionTargetBuilder target) => SendEventTo((ProcessTargetBuilder)target);

    /// <inheritdoc cref="ProcessStepEdgeBuilder.SendEventTo(ProcessTargetBuilder)"/>
    public new ProcessEdgeBuilder SendEventTo(ProcessTargetBuilder target)
    {
        Link(Key, target);
        _process.RememberInput(Key, target);
        return new(_process, Key);
    }

    // Semantic Kernel drops such a condition silently, and the event would always pass.
    internal override KernelProcessEdge Build() =>
        Condition is null
            ? base.Build()
            : throw new InvalidOperationException(
                $"The edge '{Key}' of process '{Source.Id}' starts at the process itself and cannot have a condition; put it on an edge of the first step.");
}
