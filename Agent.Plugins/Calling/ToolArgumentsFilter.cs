using Microsoft.SemanticKernel;

namespace Agent.Plugins.Calling;

/// <summary>
/// Reads the arguments a model wrote before they are bound, so that a wrong one is named to the model in words it can act on
/// instead of ending the turn as an exception.
/// </summary>
internal sealed class ToolArgumentsFilter : IFunctionInvocationFilter
{
    public Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        if (!ToolMetadata.IsTool(context.Function))
        {
            return next(context);
        }

        var parameters = context.Function.Metadata.Parameters;
        RefuseUnknown(context, parameters);
        foreach (var parameter in parameters)
        {
            Read(context.Arguments, parameter);
        }

        return next(context);
    }

    private static void RefuseUnknown(FunctionInvocationContext context, IReadOnlyList<KernelParameterMetadata> parameters)
    {
        var unknown = context.Arguments.Keys.FirstOrDefault(name => !parameters.Any(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)));
        if (unknown is not null)
        {
            throw new ToolException($"{context.Function.Name} has no argument '{unknown}'; it takes {string.Join(", ", parameters.Select(p => p.Name))}");
        }
    }

    private static void Read(KernelArguments arguments, KernelParameterMetadata parameter)
    {
        if (!arguments.TryGetValue(parameter.Name, out var value) || ToolArgument.IsAbsent(value))
        {
            if (parameter.IsRequired)
            {
                throw new ToolException($"the argument '{parameter.Name}' is missing: {parameter.Description}");
            }

            arguments.Remove(parameter.Name); // an explicit null means the default
            return;
        }

        if (parameter.ParameterType == typeof(string))
        {
            arguments[parameter.Name] = ToolArgument.ReadText(value)
                ?? throw new ToolException($"the argument '{parameter.Name}' must be a text: {parameter.Description}");
        }
        else if (parameter.ParameterType == typeof(string[]))
        {
            arguments[parameter.Name] = ToolArgument.ReadTexts(value)
                ?? throw new ToolException($"the argument '{parameter.Name}' must be a list of texts: {parameter.Description}");
        }
    }
}
