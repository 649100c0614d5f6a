namespace Microsoft.SemanticKernel;

/// <summary>How far an event travels.</summary>
public enum KernelProcessEventVisibility
{
    /// <summary>Only edges of the process that owns the step see it.</summary>
    Internal,

    /// <summary>The owning process emits it again under its own id, so that a parent process or the outside sees it too.</summary>
    Public,
}
