using System.Text.Json;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Calling.Arguments;

/// <summary>What one parameter's schema allows, read once. Also the parameters of tools that other servers offer have one.</summary>
internal sealed record ArgumentRule
{
    public required KernelParameterMetadata Parameter { get; init; }
    public required ArgumentKind Kind { get; init; }

    /// <summary>The schema itself, for what no other member says.</summary>
    public required JsonElement Schema { get; init; }

    public int? ShortestText { get; init; }
    public int? LongestText { get; init; }
    public string[]? AllowedTexts { get; init; }
    public int? LongestList { get; init; }
    public decimal? Minimum { get; init; }
    public decimal? Maximum { get; init; }

    public static ArgumentRule Of(KernelParameterMetadata parameter)
    {
        var schema = parameter.Schema?.RootElement ?? default;
        var kind = KindOf(parameter, schema);
        var text = kind is ArgumentKind.Texts && Member(schema, "items") is { } items ? items : schema;
        return new()
        {
            Parameter = parameter,
            Kind = kind,
            Schema = schema,
            ShortestText = Int(text, "minLength"),
            LongestText = Int(text, "maxLength"),
            AllowedTexts = Member(text, "enum") is { ValueKind: JsonValueKind.Array } values && values.EnumerateArray().All(value => value.ValueKind is JsonValueKind.String)
                ? [.. values.EnumerateArray().Select(value => value.GetString()!)]
                : null,
            LongestList = Int(schema, "maxItems"),
            Minimum = Number(schema, "minimum"),
            Maximum = Number(schema, "maximum"),
        };
    }

    private static ArgumentKind KindOf(KernelParameterMetadata parameter, JsonElement schema)
    {
        if (parameter.ParameterType is { } type)
        {
            return (Nullable.GetUnderlyingType(type) ?? type) switch
            {
                var t when t == typeof(string) => ArgumentKind.Text,
                var t when t == typeof(string[]) => ArgumentKind.Texts,
                var t when t == typeof(decimal) || t == typeof(double) => ArgumentKind.Number,
                var t when t == typeof(int) || t == typeof(long) => ArgumentKind.Integer,
                var t when t == typeof(bool) => ArgumentKind.Boolean,
                _ => ArgumentKind.Other,
            };
        }

        return Member(schema, "type") is { ValueKind: JsonValueKind.String } named && named.GetString() is "string" ? ArgumentKind.Text : ArgumentKind.Other;
    }

    private static JsonElement? Member(JsonElement schema, string name) =>
        schema.ValueKind is JsonValueKind.Object && schema.TryGetProperty(name, out var value) ? value : null;

    private static int? Int(JsonElement schema, string name) => Number(schema, name) is { } number and >= 0 and <= int.MaxValue ? (int)number : null;

    private static decimal? Number(JsonElement schema, string name) =>
        Member(schema, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDecimal(out var number) ? number : null;
}
