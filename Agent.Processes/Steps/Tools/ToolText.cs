using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agent.Processes.Steps.Tools;

/// <summary>The text of a tool's result, as models and policies see it.</summary>
internal static class ToolText
{
    /// <summary>What the text of a refusal begins with.</summary>
    public const string ErrorPrefix = "Error:";

    /// <summary>How a result that is no text is written.</summary>
    public static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(object? value) => value switch
    {
        null => "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString()!,
        JsonElement json => json.GetRawText(),
        _ => JsonSerializer.Serialize(value, value.GetType(), Wire),
    };

    public static bool IsError(string result) => result.StartsWith(ErrorPrefix, StringComparison.Ordinal);
}
