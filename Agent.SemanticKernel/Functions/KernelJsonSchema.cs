using System.Text.Json;

namespace Microsoft.SemanticKernel;

/// <summary>A JSON schema of a parameter or result.</summary>
public sealed class KernelJsonSchema
{
    internal KernelJsonSchema(JsonElement rootElement) => RootElement = rootElement;

    public JsonElement RootElement { get; }

    /// <exception cref="JsonException">Not JSON.</exception>
    /// <exception cref="ArgumentException">JSON, but neither an object nor a boolean.</exception>
    public static KernelJsonSchema Parse(string jsonSchema)
    {
        using var document = JsonDocument.Parse(jsonSchema);
        return document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False
            ? new(document.RootElement.Clone())
            : throw new ArgumentException($"A JSON schema is an object or a boolean, not {document.RootElement.ValueKind}.", nameof(jsonSchema));
    }

    internal static KernelJsonSchema? ParseOrNull(string? jsonSchema) => string.IsNullOrWhiteSpace(jsonSchema) ? null : Parse(jsonSchema);

    public override string ToString() => RootElement.GetRawText();
}
