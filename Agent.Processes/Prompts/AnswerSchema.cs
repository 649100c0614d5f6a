using System.Text.Json;

namespace Agent.Processes.Prompts;

/// <summary>
/// The part of JSON Schema our classifiers need: <c>type</c>, <c>enum</c>, <c>properties</c>, <c>required</c>, <c>items</c> and
/// <c>additionalProperties: false</c>. Any other keyword that would restrict an answer is refused, so that no schema promises more than is checked.
/// </summary>
public sealed class AnswerSchema
{
    private static readonly string[] Known =
        ["type", "enum", "properties", "required", "items", "additionalProperties", "description", "title", "$schema"];

    private static readonly string[] Types = ["object", "array", "string", "number", "integer", "boolean", "null"];

    private AnswerSchema(JsonElement json) => Json = json;

    /// <summary>The schema itself, as it is sent to a model.</summary>
    public JsonElement Json { get; }

    /// <summary>Reads a schema.</summary>
    /// <exception cref="FormatException">It is no JSON, or says something this validator does not check.</exception>
    public static AnswerSchema Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            Check(document.RootElement, "$");
            return new(document.RootElement.Clone());
        }
        catch (JsonException exception)
        {
            throw new FormatException($"the schema is no JSON: {exception.Message}", exception);
        }
    }

    /// <summary>Checks an answer.</summary>
    /// <param name="text">What the model wrote.</param>
    /// <param name="answer">The answer, when it is valid.</param>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public string? FindFault(string text, out JsonElement answer)
    {
        answer = default;
        try
        {
            using var document = JsonDocument.Parse(text);
            if (FindFault(document.RootElement, Json, "$") is { } fault)
            {
                return fault;
            }

            answer = document.RootElement.Clone();
            return null;
        }
        catch (JsonException)
        {
            return "the answer is no JSON";
        }
    }

    private static void Check(JsonElement schema, string path)
    {
        if (schema.ValueKind is not JsonValueKind.Object)
        {
            throw new FormatException($"the schema at {path} is no object");
        }

        foreach (var keyword in schema.EnumerateObject())
        {
            if (!Known.Contains(keyword.Name))
            {
                throw new FormatException($"the schema at {path} uses '{keyword.Name}', which is not checked here");
            }
        }

        if (schema.TryGetProperty("type", out var type) && (type.ValueKind is not JsonValueKind.String || !Types.Contains(type.GetString())))
        {
            throw new FormatException($"the schema at {path} has no valid type");
        }

        CheckRequired(schema, path);
        foreach (var property in PropertiesOf(schema))
        {
            Check(property.Value, $"{path}.{property.Name}");
        }

        if (schema.TryGetProperty("items", out var items))
        {
            Check(items, path + "[]");
        }
    }

    private static void CheckRequired(JsonElement schema, string path)
    {
        foreach (var name in Strings(schema, "required"))
        {
            if (!PropertiesOf(schema).Any(property => property.Name == name))
            {
                throw new FormatException($"the schema at {path} requires '{name}' but does not describe it");
            }
        }
    }

    private static string? FindFault(JsonElement value, JsonElement schema, string path)
    {
        if (schema.TryGetProperty("type", out var type) && !IsOfType(value, type.GetString()!))
        {
            return $"{path} is not of type {type.GetString()}";
        }

        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)))
        {
            return $"{path} is none of {allowed.GetRawText()}";
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object => FindFaultInObject(value, schema, path),
            JsonValueKind.Array when schema.TryGetProperty("items", out var items) =>
                value.EnumerateArray().Select((item, index) => FindFault(item, items, $"{path}[{index}]")).FirstOrDefault(fault => fault is not null),
            _ => null,
        };
    }

    private static string? FindFaultInObject(JsonElement value, JsonElement schema, string path)
    {
        foreach (var name in Strings(schema, "required"))
        {
            if (!value.TryGetProperty(name, out _))
            {
                return $"{path}.{name} is missing";
            }
        }

        var isClosed = schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind is JsonValueKind.False;
        foreach (var member in value.EnumerateObject())
        {
            var described = schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member.Name, out var found) ? found : (JsonElement?)null;
            if (described is null && isClosed)
            {
                return $"{path}.{member.Name} is not expected";
            }

            if (described is { } expected && FindFault(member.Value, expected, $"{path}.{member.Name}") is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static bool IsOfType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind is JsonValueKind.Object,
        "array" => value.ValueKind is JsonValueKind.Array,
        "string" => value.ValueKind is JsonValueKind.String,
        "number" => value.ValueKind is JsonValueKind.Number,
        "integer" => value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => value.ValueKind is JsonValueKind.Null,
    };

    private static JsonElement.ObjectEnumerator PropertiesOf(JsonElement schema) =>
        schema.TryGetProperty("properties", out var properties) && properties.ValueKind is JsonValueKind.Object ? properties.EnumerateObject() : default;

    private static IEnumerable<string> Strings(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var list) && list.ValueKind is JsonValueKind.Array ? list.EnumerateArray().Select(item => item.GetString() ?? "") : [];
}
