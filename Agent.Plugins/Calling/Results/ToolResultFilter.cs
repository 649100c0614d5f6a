using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Calling.Results;

/// <summary>
/// Brings every tool's answer into the form in which callers get it: a text of bounded length without characters that nobody can see. What stands in it is
/// still untrusted; whoever shows it to a model looks through it first.
/// </summary>
internal sealed class ToolResultFilter(IOptions<ToolCallingOptions> options) : IFunctionInvocationFilter
{
    public async Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        await next(context);
        if (!ToolMetadata.IsTool(context.Function))
        {
            return;
        }

        var given = context.Result.GetValue<object>();
        if (TextOf(given) is not { } text)
        {
            return;
        }

        var shown = Bound(context.Function, text);
        if (!ReferenceEquals(shown, given))
        {
            context.Result = new FunctionResult(context.Function, shown);
        }
    }

    private string Bound(KernelFunction tool, string text)
    {
        var most = options.Value.MaxResultCharacters;
        if (text.Length <= most)
        {
            return ToolResultText.Clean(text);
        }

        // Half an answer would be read as a whole one: an order without its last items, a list that seems to end.
        var size = string.Create(CultureInfo.InvariantCulture, $"{text.Length} characters, at most {most} can be read");
        return ToolMetadata.IsConsequential(tool)
            ? $"{tool.Name} was carried out, but its answer is too long to be shown ({size}); look at the result with another tool"
            : $"{ToolErrorFilter.Prefix}the answer of {tool.Name} is too long ({size}); ask for less";
    }

    private static string? TextOf(object? value) => value switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString(),
        JsonElement { ValueKind: not JsonValueKind.Undefined } json => json.GetRawText(),
        _ => null,
    };
}
