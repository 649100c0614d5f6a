namespace Microsoft.SemanticKernel;

/// <summary>Answers whether an event follows an edge.</summary>
/// <param name="processEvent">The event; the data of one emitted by a step is a <see cref="KernelProcessEventData"/>, not the object itself.</param>
/// <param name="processState">The state of the process where it has one, else null.</param>
public delegate Task<bool> KernelProcessEdgeConditionCallback(KernelProcessEvent processEvent, object? processState);
