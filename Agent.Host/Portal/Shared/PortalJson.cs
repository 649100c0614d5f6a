using System.Text.Encodings.Web;
using System.Text.Json;

namespace Agent.Host.Portal.Shared;

/// <summary>Writes JSON for people: indented, with letters as letters.</summary>
internal static class PortalJson
{
    // The text is encoded as HTML where it is shown, so nothing has to be escaped for that here.
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A text as itself, everything else indented.</summary>
    public static string Show(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Undefined)
            return "";
        if (value.ValueKind is JsonValueKind.String)
            return value.GetString()!;
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options))
            value.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The document inside a text, as tools answer; null when it is a plain text or none at all.</summary>
    public static JsonElement? Inside(JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.String || value.GetString() is not ['{' or '[', ..] text)
            return null;
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
