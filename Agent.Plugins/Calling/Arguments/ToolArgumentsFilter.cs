using System.Runtime.CompilerServices;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Calling.Arguments;

/// <summary>
/// Reads the arguments a model wrote before they are bound, by the schema the model was shown, so that a wrong one is named to the model in words it can
/// act on instead of ending the turn as an exception.
/// </summary>
internal sealed class ToolArgumentsFilter : IFunctionInvocationFilter
{
    private readonly ConditionalWeakTable<IReadOnlyList<KernelParameterMetadata>, ArgumentRule[]> _rules = [];

    public Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        if (!ToolMetadata.IsTool(context.Function))
        {
            return next(context);
        }

        var rules = _rules.GetValue(context.Function.Metadata.Parameters, static parameters => [.. parameters.Select(ArgumentRule.Of)]);
        RefuseUnknown(context, rules);
        foreach (var rule in rules)
        {
            Read(context.Arguments, rule);
        }

        return next(context);
    }

    private static void RefuseUnknown(FunctionInvocationContext context, ArgumentRule[] rules)
    {
        foreach (var name in context.Arguments.Keys)
        {
            if (!rules.Any(rule => rule.Parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                var shown = name.Length > 100 ? name[..100] + "…" : name;
                throw new ToolArgumentException($"{context.Function.Name} has no argument '{shown}'; it takes {string.Join(", ", rules.Select(rule => rule.Parameter.Name))}");
            }
        }
    }

    private static void Read(KernelArguments arguments, ArgumentRule rule)
    {
        var name = rule.Parameter.Name;
        if (arguments.TryGetValue(name, out var value) && !ToolArgument.IsAbsent(value))
        {
            arguments[name] = ArgumentReader.Read(rule, value!);
        }
        else if (rule.Parameter.IsRequired)
        {
            throw new ToolArgumentException($"the argument '{name}' is missing: {rule.Parameter.Description}");
        }
        else
        {
            arguments.Remove(name); // an explicit null means the default
        }
    }
}
