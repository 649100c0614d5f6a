using System.Text.Json;

namespace Microsoft.SemanticKernel.Connectors.OpenAI;

/// <summary>
/// Whether a schema is within the part of JSON Schema that the service enforces while the model writes. Every object must be closed
/// (<c>additionalProperties: false</c>) and require all its properties; asking for strictness with any other schema fails the request.
/// </summary>
internal static class StrictJsonSchema
{
    private static readonly string[] s_single = ["items", "additionalItems"];
    private static readonly string[] s_lists = ["anyOf"];
    private static readonly string[] s_maps = ["properties", "$defs", "definitions"];
    private static readonly HashSet<string> s_unsupported =
        ["allOf", "oneOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas", "patternProperties", "prefixItems", "uniqueItems", "contains"];

    public static bool Allows(JsonElement schema) => IsObject(schema) && AllowsNode(schema);

    private static bool AllowsNode(JsonElement node)
    {
        if (node.ValueKind is not JsonValueKind.Object)
        {
            return false;
        }

        if (node.EnumerateObject().Any(member => s_unsupported.Contains(member.Name)) || (IsObject(node) && !IsClosed(node)))
        {
            return false;
        }

        return Children(node).All(AllowsNode);
    }

    private static IEnumerable<JsonElement> Children(JsonElement node) =>
        node.EnumerateObject().SelectMany(member => member.Value.ValueKind switch
        {
            JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False when s_single.Contains(member.Name) => [member.Value],
            JsonValueKind.Object when s_maps.Contains(member.Name) => member.Value.EnumerateObject().Select(inner => inner.Value),
            JsonValueKind.Array when s_lists.Contains(member.Name) => member.Value.EnumerateArray(),
            _ => Enumerable.Empty<JsonElement>(),
        });

    private static bool IsClosed(JsonElement node)
    {
        if (!node.TryGetProperty("additionalProperties", out var additional) || additional.ValueKind is not JsonValueKind.False)
        {
            return false;
        }

        if (!node.TryGetProperty("properties", out var properties))
        {
            return true;
        }

        var required = node.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()).ToHashSet() : [];
        return properties.EnumerateObject().All(property => required.Contains(property.Name));
    }

    private static bool IsObject(JsonElement node) =>
        node.ValueKind is JsonValueKind.Object
        && (node.TryGetProperty("properties", out _) || (node.TryGetProperty("type", out var type) && NamesObject(type)));

    private static bool NamesObject(JsonElement type) => type.ValueKind switch
    {
        JsonValueKind.String => type.ValueEquals("object"),
        JsonValueKind.Array => type.EnumerateArray().Any(name => name.ValueEquals("object")),
        _ => false,
    };
}
