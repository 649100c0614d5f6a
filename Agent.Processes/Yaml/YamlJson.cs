using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Agent.Processes.Yaml;

/// <summary>Data in a YAML file as JSON, and back: a plain scalar is a number, a truth value, nothing or a text as in JSON; whatever is quoted is a text.</summary>
internal static partial class YamlJson
{
    /// <summary>Reads a node.</summary>
    /// <exception cref="YamlFault">It is an alias.</exception>
    public static JsonNode? Read(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(child => KeyValuePair.Create(YamlFields.TextOf(child.Key), Read(child.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Read)]),
        YamlScalarNode { Style: ScalarStyle.Plain } plain => ReadPlain(plain.Value ?? ""),
        YamlScalarNode text => JsonValue.Create(text.Value ?? ""),
        _ => throw new YamlFault(node.Start, "a text, a list or a mapping is expected here"),
    };

    /// <summary>Writes a node so that <see cref="Read"/> gives back the same.</summary>
    public static YamlNode Write(JsonNode? json) => json switch
    {
        JsonObject members => new YamlMappingNode(members.Select(member => KeyValuePair.Create((YamlNode)Scalar(member.Key), Write(member.Value)))),
        JsonArray items => new YamlSequenceNode(items.Select(Write)),
        JsonValue value when value.GetValueKind() is System.Text.Json.JsonValueKind.String => Scalar(value.GetValue<string>()),
        _ => new YamlScalarNode(json?.ToJsonString() ?? "null") { Style = ScalarStyle.Plain },
    };

    private static YamlScalarNode Scalar(string text) =>
        new(text) { Style = Word().IsMatch(text) && ReadPlain(text)?.GetValueKind() is System.Text.Json.JsonValueKind.String ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted };

    private static JsonValue? ReadPlain(string text) => text switch
    {
        "" or "~" or "null" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        // As JSON writes numbers: what begins with a nought, such as a ZIP code, is none.
        _ when Number().IsMatch(text) && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };

    [GeneratedRegex(@"^-?(0|[1-9]\d*)(\.\d+)?$")]
    private static partial Regex Number();

    /// <summary>What looks the same in every reader of YAML without quotes.</summary>
    [GeneratedRegex(@"^[a-z][a-z0-9_]*(:[a-z0-9_]+)?$")]
    private static partial Regex Word();
}
