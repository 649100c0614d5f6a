using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agent.Plugins.Calling.Arguments;

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
        int or long => ((IFormattable)value).ToString(format: null, CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <returns>Null when it is no list of texts, or holds more than <paramref name="most"/>: a long list is not read to its end.</returns>
    public static string[]? ReadTexts(object? value, int most, out bool isTooLong)
    {
        isTooLong = false;
        return value switch
        {
            JsonElement { ValueKind: JsonValueKind.Array } json => (isTooLong = json.GetArrayLength() > most)
                ? null
                : ReadAll(json.EnumerateArray().Select(item => (object?)item)),
            JsonNode node => ReadTexts(ToElement(node), most, out isTooLong),
            string => null,
            System.Collections.ICollection { Count: var count } when (isTooLong = count > most) => null,
            System.Collections.IEnumerable list => ReadAll(list.Cast<object?>()),
            _ => null,
        };
    }

    /// <summary>A number, or a text that is nothing but one: models put quotes around amounts.</summary>
    /// <returns>Null when it is no number, or one that no amount can be.</returns>
    public static decimal? ReadNumber(object? value) => value switch
    {
        decimal number => number,
        int or long or short or byte => Convert.ToDecimal(value, CultureInfo.InvariantCulture),
        double number when double.IsFinite(number) && Math.Abs(number) < 1e15 => (decimal)number,
        JsonElement { ValueKind: JsonValueKind.Number } json => json.TryGetDecimal(out var number) ? number : null,
        JsonElement { ValueKind: JsonValueKind.String } json => ReadNumber(json.GetString()),
        JsonNode node => ReadNumber(ToElement(node)),
        string text => decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ => null,
    };

    /// <returns>Null when it is neither true nor false.</returns>
    public static bool? ReadBoolean(object? value) => value switch
    {
        bool flag => flag,
        JsonElement { ValueKind: JsonValueKind.True } => true,
        JsonElement { ValueKind: JsonValueKind.False } => false,
        JsonNode node => ReadBoolean(ToElement(node)),
        _ => null,
    };

    /// <summary>The value as JSON, for a schema that says more than a kind.</summary>
    public static JsonElement ToElement(object? value) => value as JsonElement? ?? JsonSerializer.SerializeToElement(value);

    private static string[]? ReadAll(IEnumerable<object?> items)
    {
        var texts = items.Select(ReadText).ToArray();
        return texts.Contains(null) ? null : [.. texts.OfType<string>()];
    }
}
