using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agent.Plugins.Calling;

/// <summary>Reads one argument, whether it comes as JSON from a model or as an object from a step. A bare number is taken for an id without quotes.</summary>
internal static class ToolArgument
{
    public static bool IsAbsent(object? value) => value is null or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined };

    /// <returns>Null when it is no text.</returns>
    public static string? ReadText(object? value) => value switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString(),
        JsonElement { ValueKind: JsonValueKind.Number } json => json.GetRawText(),
        JsonNode node => ReadText(ToElement(node)),
        int or long => ((IFormattable)value).ToString(format: null, System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <returns>Null when it is no list of texts.</returns>
    public static string[]? ReadTexts(object? value) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.Array } json => ReadAll(json.EnumerateArray().Select(item => (object?)item)),
        JsonNode node => ReadTexts(ToElement(node)),
        string => null,
        System.Collections.IEnumerable list => ReadAll(list.Cast<object?>()),
        _ => null,
    };

    private static string[]? ReadAll(IEnumerable<object?> items)
    {
        var texts = items.Select(ReadText).ToArray();
        return texts.Contains(null) ? null : [.. texts.OfType<string>()];
    }

    private static JsonElement ToElement(JsonNode node) => JsonSerializer.SerializeToElement(node);
}
