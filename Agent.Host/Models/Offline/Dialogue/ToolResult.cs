using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>The text of a tool result, in whichever form the caller carries it.</summary>
internal static class ToolResult
{
    public static string TextOf(FunctionResultContent result) => result.Result switch
    {
        null => result.Exception is { } exception ? "Error: " + exception.Message : "",
        string text => Unquoted(Unmarked(text)),
        JsonElement { ValueKind: JsonValueKind.String } json => Unmarked(json.GetString()!),
        JsonElement json => json.GetRawText(),
        var other => JsonSerializer.Serialize(other, AIJsonUtilities.DefaultOptions.GetTypeInfo(other.GetType())),
    };

    /// <summary>The workflow shows a tool's own words between two marks, each on a line of its own.</summary>
    private static string Unmarked(string text)
    {
        const string Start = "<tool_result", End = "\n</tool_result>";
        var first = text.IndexOf('\n', StringComparison.Ordinal);
        return first > 0 && text.StartsWith(Start, StringComparison.Ordinal) && text.EndsWith(End, StringComparison.Ordinal) && text.Length >= first + 1 + End.Length
            ? text[(first + 1)..^End.Length]
            : text;
    }

    /// <summary>A text that was serialised on its way is a JSON string; a model is shown what is in it.</summary>
    private static string Unquoted(string text)
    {
        if (text.Length < 2 || text[0] is not '"' || text[^1] is not '"')
            return text;
        try
        {
            return JsonSerializer.Deserialize<string>(text) ?? text;
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
