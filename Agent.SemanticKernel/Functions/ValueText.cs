using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>How a value looks in a prompt or as a result's text.</summary>
internal static class ValueText
{
    public static string Of(object? value, CultureInfo culture) => value switch
    {
        null => "",
        string text => text,
        ChatResponse response => response.Text,
        JsonElement { ValueKind: JsonValueKind.Undefined } => "",
        IFormattable formattable => formattable.ToString(null, culture),
        _ => value.ToString() ?? "",
    };
}
