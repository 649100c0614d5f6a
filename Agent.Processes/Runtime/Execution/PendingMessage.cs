using Agent.Processes.Runtime.Compilation;

namespace Agent.Processes.Runtime.Execution;

/// <summary>A payload on its way to a step's function.</summary>
/// <param name="Step">The target.</param>
/// <param name="Function">Its function.</param>
/// <param name="Parameter">The parameter it fills; null for a function that takes none.</param>
/// <param name="Payload">The payload as JSON; null when there is none. Always a copy: what a step sees is exactly what it would see after a restart.</param>
/// <param name="IsHeld">True when it was delivered and waits for the function's other parameters.</param>
internal readonly record struct PendingMessage(CompiledStep Step, CompiledFunction Function, CompiledParameter? Parameter, ReadOnlyMemory<byte>? Payload, bool IsHeld = false);
