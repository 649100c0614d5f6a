using System.Net;
using System.Text;

namespace Microsoft.SemanticKernel;

/// <summary>
/// A template in Semantic Kernel's own format, read once. What comes from variables and functions is HTML-encoded unless it is marked as safe,
/// so that a customer's text cannot open a <c>&lt;message&gt;</c> block of its own.
/// </summary>
internal sealed class KernelPromptTemplate : IPromptTemplate
{
    private readonly IReadOnlyList<TemplatePart> _parts;
    private readonly HashSet<string> _safeVariables;
    private readonly bool _allSafe;
    private readonly bool _resultsSafe;

    public KernelPromptTemplate(PromptTemplateConfig config, bool allowDangerouslySetContent)
    {
        _parts = TemplateReader.Read(config.Template);
        AddMissingVariables(config);
        _allSafe = allowDangerouslySetContent;
        _resultsSafe = allowDangerouslySetContent || config.AllowDangerouslySetContent;
        _safeVariables = config.InputVariables
            .Where(variable => variable.AllowDangerouslySetContent)
            .Select(variable => variable.Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    public async Task<string> RenderAsync(Kernel kernel, KernelArguments? arguments = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        if (_parts is [TemplatePart.Text only])
        {
            return only.Value;
        }

        StringBuilder prompt = new();
        foreach (var part in _parts)
        {
            prompt.Append(part switch
            {
                TemplatePart.Text text => text.Value,
                TemplatePart.Variable variable => RenderVariable(variable, kernel, arguments),
                TemplatePart.Call call => await RenderCallAsync(call, kernel, arguments, cancellationToken),
                _ => throw new InvalidOperationException($"A template part of an unknown kind: {part}."),
            });
        }

        return prompt.ToString();
    }

    private string RenderVariable(TemplatePart.Variable variable, Kernel kernel, KernelArguments? arguments)
    {
        var text = ValueText.Of(ValueOf(variable, arguments), kernel.Culture);
        return _allSafe || _safeVariables.Contains(variable.Name) ? text : WebUtility.HtmlEncode(text);
    }

    private async ValueTask<string> RenderCallAsync(
        TemplatePart.Call call, Kernel kernel, KernelArguments? arguments, CancellationToken cancellationToken)
    {
        var function = Find(call, kernel);
        var result = await function.InvokeAsync(kernel, ArgumentsOf(call, function, arguments), cancellationToken);
        return _resultsSafe ? result.ToString() : WebUtility.HtmlEncode(result.ToString());
    }

    private static KernelFunction Find(TemplatePart.Call call, Kernel kernel) =>
        kernel.Plugins.TryGetFunction(call.PluginName, call.FunctionName, out var function)
            ? function
            : throw new KernelException($"The template calls '{(call.PluginName is null ? "" : call.PluginName + ".")}{call.FunctionName}', which the kernel does not have.");

    private static KernelArguments? ArgumentsOf(TemplatePart.Call call, KernelFunction function, KernelArguments? arguments)
    {
        KernelArguments own = arguments is null ? new() : new(arguments);
        if (call.Positional is not null)
        {
            var first = function.Metadata.Parameters is [var parameter, ..]
                ? parameter.Name
                : throw new KernelException($"The template gives '{function}' an argument, but it takes none.");
            own[first] = ValueOf(call.Positional, arguments);
        }

        foreach (var (name, value) in call.Named)
        {
            own[name] = ValueOf(value, arguments);
        }

        return own;
    }

    private static object? ValueOf(TemplatePart part, KernelArguments? arguments) => part switch
    {
        TemplatePart.Variable variable => arguments is not null && arguments.TryGetValue(variable.Name, out var value) ? value : null,
        TemplatePart.Text text => text.Value,
        _ => throw new InvalidOperationException($"Not an argument: {part}."),
    };

    private void AddMissingVariables(PromptTemplateConfig config)
    {
        var known = config.InputVariables.Select(variable => variable.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var name in _parts.SelectMany(VariablesOf).Where(known.Add))
        {
            config.InputVariables.Add(new() { Name = name });
        }
    }

    private static IEnumerable<string> VariablesOf(TemplatePart? part) => part switch
    {
        TemplatePart.Variable variable => [variable.Name],
        TemplatePart.Call call => [.. VariablesOf(call.Positional), .. call.Named.SelectMany(argument => VariablesOf(argument.Value))],
        _ => [],
    };
}
