using System.Text.Json;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Runtime.Compilation;

/// <summary>A step's function with a delegate in place of reflection.</summary>
internal sealed class CompiledFunction
{
    public required string Name { get; init; }

    public required JsonEncodedText EncodedName { get; init; }

    /// <summary>The step's path and the function's name, as checkpoints name it: <c>orders/agent.answer</c>.</summary>
    public required JsonEncodedText Address { get; init; }

    /// <summary>The payload parameters only; context, kernel and cancellation token are filled in by the delegate.</summary>
    public required IReadOnlyList<CompiledParameter> Parameters { get; init; }

    public required StepCall Call { get; init; }

    /// <summary>See <see cref="NoActivityAttribute"/>.</summary>
    public required bool MakesNoActivity { get; init; }

    /// <summary>The ids of the events every call ends in.</summary>
    public required string ResultEvent { get; init; }

    public required string ErrorEvent { get; init; }
}

/// <summary>A payload parameter of a step's function.</summary>
/// <param name="Name">Its name, stored with pending messages.</param>
/// <param name="Type">Payloads are read as this type.</param>
/// <param name="Position">Its place among the payload parameters.</param>
/// <param name="IsRequired">False when it has a default value.</param>
/// <param name="Default">The default value.</param>
internal sealed record CompiledParameter(string Name, Type Type, int Position, bool IsRequired, object? Default);

/// <summary>Calls a step's function.</summary>
/// <param name="step">The step's instance.</param>
/// <param name="context">Where it emits its events.</param>
/// <param name="kernel">The conversation's kernel.</param>
/// <param name="payload">The payload arguments, by position.</param>
/// <param name="cancellationToken">Cancelled when the turn is.</param>
/// <returns>The function's result; null for a function without one.</returns>
internal delegate ValueTask<object?> StepCall(
    object step, KernelProcessStepContext context, Kernel kernel, object?[] payload, CancellationToken cancellationToken);
