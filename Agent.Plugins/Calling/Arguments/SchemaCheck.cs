using System.Text.Json;

namespace Agent.Plugins.Calling.Arguments;

/// <summary>
/// Looks for what a JSON schema forbids: types, enumerations, lengths, ranges, missing and extra members, as deep as the value goes. Keywords that it does
/// not know forbid nothing here; the server that offers the tool knows them.
/// </summary>
internal static class SchemaCheck
{
    private const int Deepest = 16;

    /// <summary>The first fault: where, and what was expected; null when there is none.</summary>
    public static (string Path, string Expected)? FindFault(JsonElement value, JsonElement schema) => Find(value, schema, "", 0);

    private static (string Path, string Expected)? Find(JsonElement value, JsonElement schema, string path, int depth)
    {
        if (depth > Deepest)
        {
            return (path, "is nested too deeply");
        }

        if (schema.ValueKind is not JsonValueKind.Object)
        {
            return schema.ValueKind is JsonValueKind.False ? (path, "is not expected") : null;
        }

        return FindType(value, schema, path) ?? FindEnum(value, schema, path) ?? value.ValueKind switch
        {
            JsonValueKind.Object => FindInMembers(value, schema, path, depth),
            JsonValueKind.Array => FindInItems(value, schema, path, depth),
            JsonValueKind.String => FindSize(value.GetString()!.Length, schema, "minLength", "maxLength", "characters", path),
            JsonValueKind.Number => FindRange(value, schema, path),
            _ => null,
        };
    }

    private static (string Path, string Expected)? FindType(JsonElement value, JsonElement schema, string path)
    {
        if (!schema.TryGetProperty("type", out var type))
        {
            return null;
        }

        string[] allowed = type.ValueKind is JsonValueKind.Array ? [.. type.EnumerateArray().Select(name => name.ToString())] : [type.ToString()];
        return allowed.Any(name => IsOf(value, name)) ? null : (path, $"must be of the type {string.Join(" or ", allowed)}");
    }

    private static bool IsOf(JsonElement value, string type) => type switch
    {
        "string" => value.ValueKind is JsonValueKind.String,
        "number" => value.ValueKind is JsonValueKind.Number,
        "integer" => value.ValueKind is JsonValueKind.Number && value.TryGetDecimal(out var number) && number == decimal.Truncate(number),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind is JsonValueKind.Null,
        "array" => value.ValueKind is JsonValueKind.Array,
        "object" => value.ValueKind is JsonValueKind.Object,
        _ => true,
    };

    private static (string Path, string Expected)? FindEnum(JsonElement value, JsonElement schema, string path) =>
        schema.TryGetProperty("enum", out var values) && values.ValueKind is JsonValueKind.Array && !values.EnumerateArray().Any(allowed => JsonElement.DeepEquals(allowed, value))
            ? (path, $"must be one of {string.Join(", ", values.EnumerateArray())}")
            : null;

    private static (string Path, string Expected)? FindInMembers(JsonElement value, JsonElement schema, string path, int depth)
    {
        if (schema.TryGetProperty("required", out var required) && required.ValueKind is JsonValueKind.Array)
        {
            foreach (var name in required.EnumerateArray())
            {
                if (!value.TryGetProperty(name.ToString(), out _))
                {
                    return (path, $"must have the member '{name}'");
                }
            }
        }

        var known = schema.TryGetProperty("properties", out var properties) && properties.ValueKind is JsonValueKind.Object;
        foreach (var member in value.EnumerateObject())
        {
            if (known && properties.TryGetProperty(member.Name, out var its))
            {
                if (Find(member.Value, its, $"{path}.{member.Name}", depth + 1) is { } fault)
                {
                    return fault;
                }
            }
            else if (schema.TryGetProperty("additionalProperties", out var others) && Find(member.Value, others, $"{path}.{member.Name}", depth + 1) is { } extra)
            {
                return extra;
            }
        }

        return null;
    }

    private static (string Path, string Expected)? FindInItems(JsonElement value, JsonElement schema, string path, int depth)
    {
        if (FindSize(value.GetArrayLength(), schema, "minItems", "maxItems", "entries", path) is { } size)
        {
            return size;
        }

        if (!schema.TryGetProperty("items", out var items))
        {
            return null;
        }

        var at = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (Find(item, items, $"{path}[{at++}]", depth + 1) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static (string Path, string Expected)? FindSize(int size, JsonElement schema, string least, string most, string what, string path)
    {
        if (schema.TryGetProperty(most, out var highest) && highest.TryGetInt32(out var max) && size > max)
        {
            return (path, $"must have at most {max} {what}");
        }

        return schema.TryGetProperty(least, out var lowest) && lowest.TryGetInt32(out var min) && size < min ? (path, $"must have at least {min} {what}") : null;
    }

    private static (string Path, string Expected)? FindRange(JsonElement value, JsonElement schema, string path)
    {
        if (!value.TryGetDecimal(out var number))
        {
            return (path, "must be a number that is not so large");
        }

        if (schema.TryGetProperty("maximum", out var highest) && highest.TryGetDecimal(out var max) && number > max)
        {
            return (path, $"must be at most {highest}");
        }

        return schema.TryGetProperty("minimum", out var lowest) && lowest.TryGetDecimal(out var min) && number < min ? (path, $"must be at least {lowest}") : null;
    }
}
