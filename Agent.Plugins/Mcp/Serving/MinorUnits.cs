using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Plugins.Calling;

namespace Agent.Plugins.Mcp.Serving;

/// <summary>What the second version of the schemas changes: amounts are whole cents, and their names say so, however deep they stand.</summary>
internal static class MinorUnits
{
    private const string Suffix = "_minor";
    private const decimal PerUnit = 100;

    /// <summary>The members that hold amounts, or amounts by name, in arguments and results alike.</summary>
    private static readonly FrozenSet<string> Amounts =
        new[] { "amount", "balance", "price", "prices", "price_difference", "refund_amount", "refunded", "refundable", "store_credit", "total" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema of a tool's arguments in this version.</summary>
    public static JsonElement Describe(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || JsonObject.Create(schema) is not { } root)
        {
            return schema;
        }

        return DescribeIn(root) ? JsonSerializer.SerializeToElement(root) : schema;
    }

    /// <returns>Whether anything has changed.</returns>
    private static bool DescribeIn(JsonObject schema)
    {
        var changed = schema["items"] is JsonObject items && DescribeIn(items);
        if (schema["properties"] is not JsonObject properties)
        {
            return changed;
        }

        var renamed = new JsonObject();
        foreach (var (name, value) in properties.ToList())
        {
            properties.Remove(name);
            var isAmount = IsAmount(name, value);
            changed |= isAmount || (value is JsonObject inner && DescribeIn(inner));
            renamed[isAmount ? name + Suffix : name] = isAmount ? InMinorUnits((JsonObject)value!) : value;
        }

        schema["properties"] = renamed;
        if (schema["required"] is JsonArray required)
        {
            schema["required"] = new JsonArray([.. required.Select(name => (JsonNode?)(renamed.ContainsKey(name!.GetValue<string>()) ? name.GetValue<string>() : name.GetValue<string>() + Suffix))]);
        }

        return changed;
    }

    /// <summary>Arguments of this version as the tool takes them.</summary>
    /// <param name="arguments">What the caller wrote.</param>
    /// <param name="schema">The tool's own schema.</param>
    /// <exception cref="ToolException">An amount under its old name or not in whole cents: taken as it is, it would be a hundred times too much or too little.</exception>
    public static IEnumerable<KeyValuePair<string, JsonElement>> ToOwn(IEnumerable<KeyValuePair<string, JsonElement>> arguments, JsonElement schema) =>
        arguments.Select(argument => ToOwn(argument.Key, argument.Value, schema));

    private static KeyValuePair<string, JsonElement> ToOwn(string name, JsonElement value, JsonElement schema)
    {
        if (IsAmountOf(schema, name))
        {
            throw new ToolException($"there is no argument '{name}' in this version: amounts are whole cents, in '{name}{Suffix}'");
        }

        if (!name.EndsWith(Suffix, StringComparison.Ordinal) || !IsAmountOf(schema, name[..^Suffix.Length]))
        {
            return new(name, PropertyOf(schema, name) is { } own ? ToOwn(value, own) : value);
        }

        return value.ValueKind is JsonValueKind.Null ? new(name[..^Suffix.Length], value)
            : value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var minor) ? new(name[..^Suffix.Length], JsonSerializer.SerializeToElement(minor / PerUnit))
            : throw new ToolException($"the argument '{name}' must be a whole number of cents");
    }

    private static JsonElement ToOwn(JsonElement value, JsonElement schema) => value.ValueKind switch
    {
        JsonValueKind.Array when schema.TryGetProperty("items", out var items) && items.ValueKind is JsonValueKind.Object && items.TryGetProperty("properties", out _) =>
            JsonSerializer.SerializeToElement(value.EnumerateArray().Select(item => ToOwn(item, items)).ToArray()),
        JsonValueKind.Object when schema.TryGetProperty("properties", out _) =>
            JsonSerializer.SerializeToElement(value.EnumerateObject().Select(member => ToOwn(member.Name, member.Value, schema)).DistinctBy(member => member.Key)
                .ToDictionary(member => member.Key, member => member.Value)),
        _ => value,
    };

    /// <summary>A result as this version has it; a text that is no JSON stays as it is.</summary>
    public static string FromOwn(string result)
    {
        if (result is not ['{' or '[', ..])
        {
            return result;
        }

        try
        {
            var node = JsonNode.Parse(result);
            return Change(node)?.ToJsonString(Relaxed) ?? result;
        }
        catch (JsonException)
        {
            return result;
        }
    }

    private static JsonNode? Change(JsonNode? node) => node switch
    {
        JsonObject members => ChangeMembers(members),
        JsonArray items => new JsonArray([.. items.Select(item => Change(item?.DeepClone()))]),
        _ => node,
    };

    private static JsonObject ChangeMembers(JsonObject members)
    {
        var changed = new JsonObject();
        foreach (var (name, value) in members)
        {
            if (Amounts.Contains(name) && ToMinor(value) is { } minor)
            {
                changed[name + Suffix] = minor;
                continue;
            }

            changed[name] = Change(value?.DeepClone());
        }

        return changed;
    }

    /// <summary>An amount in cents, or an object of nothing but amounts; null for anything else.</summary>
    private static JsonNode? ToMinor(JsonNode? value) => value switch
    {
        JsonValue amount when amount.GetValueKind() is JsonValueKind.Number =>
            decimal.ToInt64(decimal.Round(amount.GetValue<JsonElement>().GetDecimal() * PerUnit, 0, MidpointRounding.ToEven)),
        JsonObject { Count: > 0 } named when named.All(member => member.Value?.GetValueKind() is JsonValueKind.Number) =>
            new JsonObject(named.Select(member => KeyValuePair.Create(member.Key, ToMinor(member.Value)))),
        _ => null,
    };

    private static bool IsAmount(string name, JsonNode? schema) => Amounts.Contains(name) && schema is JsonObject;

    private static JsonObject InMinorUnits(JsonObject schema)
    {
        var description = schema["description"]?.GetValue<string>();
        return new() { ["type"] = "integer", ["description"] = description is null ? "In cents." : $"{description} In cents." };
    }

    private static bool IsAmountOf(JsonElement schema, string name) => Amounts.Contains(name) && PropertyOf(schema, name) is not null;

    private static JsonElement? PropertyOf(JsonElement schema, string name) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out var property) ? property : null;
}
