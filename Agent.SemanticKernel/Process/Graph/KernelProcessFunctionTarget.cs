namespace Microsoft.SemanticKernel;

/// <summary>
/// A function of a step, and the parameter that receives the event's data. The end of a process is the function <c>END</c> of the
/// step <c>Microsoft.SemanticKernel.Process.EndStep</c>, which no process contains.
/// </summary>
public record KernelProcessFunctionTarget : KernelProcessTarget
{
    public KernelProcessFunctionTarget(
        string stepId,
        string functionName,
        string? parameterName = null,
        string? targetEventId = null,
        Func<Dictionary<string, object?>, Dictionary<string, object?>>? inputMapping = null)
        : base(ProcessTargetType.KernelFunction)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(stepId);
        ArgumentException.ThrowIfNullOrWhiteSpace(functionName);
        StepId = stepId;
        FunctionName = functionName;
        ParameterName = parameterName;
        TargetEventId = targetEventId;
        InputMapping = inputMapping;
    }

    public string StepId { get; init; }

    public string FunctionName { get; init; }

    /// <summary>Null when the event only triggers the function and its data goes nowhere.</summary>
    public string? ParameterName { get; init; }

    /// <summary>For a process used as a step, the input event to send it; null for an ordinary step.</summary>
    public string? TargetEventId { get; init; }

    /// <summary>Always null in a graph made by <see cref="ProcessBuilder"/>.</summary>
    public Func<Dictionary<string, object?>, Dictionary<string, object?>>? InputMapping { get; init; }
}
