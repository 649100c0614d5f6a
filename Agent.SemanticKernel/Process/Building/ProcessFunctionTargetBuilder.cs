namespace Microsoft.SemanticKernel;

/// <summary>A function of a step, and which of its parameters receives the event's data.</summary>
public record ProcessFunctionTargetBuilder : ProcessTargetBuilder
{
    /// <param name="step">The step; for a process used as a step take <see cref="ProcessBuilder.WhereInputEventIs"/> instead.</param>
    /// <param name="functionName">May be omitted when the step has one function only.</param>
    /// <param name="parameterName">
    /// May be omitted when the function has one input, the step context not counted. With several inputs and no name the event
    /// only triggers the function, and its data goes nowhere.
    /// </param>
    /// <exception cref="KernelException">The step has no such function, or has several and none is named.</exception>
    public ProcessFunctionTargetBuilder(ProcessStepBuilder step, string? functionName = null, string? parameterName = null)
        : base(ProcessTargetType.KernelFunction)
    {
        ArgumentNullException.ThrowIfNull(step);
        var function = step.ResolveFunction(functionName);
        Step = step;
        FunctionName = function.Name;
        ParameterName = string.IsNullOrWhiteSpace(parameterName) ? OnlyInput(function) : parameterName;
    }

    public ProcessStepBuilder Step { get; init; }

    public string FunctionName { get; init; }

    public string? ParameterName { get; init; }

    /// <summary>For a process used as a step, the input event to send it.</summary>
    public string? TargetEventId { get; init; }

    internal override KernelProcessTarget Build() => new KernelProcessFunctionTarget(Step.Id, FunctionName, ParameterName, TargetEventId);

    private static string? OnlyInput(KernelFunctionMetadata function)
    {
        var inputs = function.Parameters.Where(parameter => parameter.ParameterType != typeof(KernelProcessStepContext)).Take(2).ToArray();
        return inputs is [var only] ? only.Name : null;
    }
}
