using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Agent.Processes.Yaml;

/// <summary>A mapping read strictly: a key nobody asked for, a missing key and a wrong kind of value are faults with a line.</summary>
internal sealed class YamlFields
{
    private readonly YamlMappingNode _node;
    private readonly Dictionary<string, YamlNode> _values = new(StringComparer.Ordinal);

    /// <param name="node">The mapping.</param>
    /// <param name="known">The keys it may have; null when they are names of the file's own.</param>
    public YamlFields(YamlNode node, params string[]? known)
    {
        _node = node as YamlMappingNode ?? throw new YamlFault(node.Start, "a mapping is expected here");
        foreach (var (key, value) in _node.Children)
        {
            var name = TextOf(key);
            if (known is not null && !known.Contains(name))
            {
                throw new YamlFault(key.Start, $"unknown key '{name}' (known: {string.Join(", ", known)})");
            }

            _values[name] = value;
        }
    }

    public Mark Start => _node.Start;

    public IEnumerable<KeyValuePair<string, YamlNode>> All => _values;

    public YamlNode? Find(string key) => _values.GetValueOrDefault(key);

    public YamlNode Require(string key) => Find(key) ?? throw new YamlFault(Start, $"key '{key}' is missing");

    public string Text(string key) => TextOf(Require(key));

    public string? OptionalText(string key) => Find(key) is { } node ? TextOf(node) : null;

    public IReadOnlyList<YamlNode> List(string key) => Find(key) is { } node ? ListOf(node) : [];

    public static IReadOnlyList<YamlNode> ListOf(YamlNode node) =>
        node is YamlSequenceNode list ? [.. list.Children] : throw new YamlFault(node.Start, "a list is expected here");

    public static string TextOf(YamlNode node) =>
        node is YamlScalarNode { Value.Length: > 0 } scalar ? scalar.Value! : throw new YamlFault(node.Start, "a text is expected here");

    public static decimal NumberOf(YamlNode node) =>
        decimal.TryParse(TextOf(node), NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new YamlFault(node.Start, $"a number is expected here, not '{TextOf(node)}'");

    /// <summary>Reads the one document of a text.</summary>
    /// <exception cref="YamlFault">It is no YAML, or empty.</exception>
    public static YamlNode Parse(string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents is [{ } document, ..] ? document.RootNode : throw new YamlFault(Mark.Empty, "the file is empty");
        }
        catch (YamlException exception)
        {
            throw new YamlFault(exception.Start, $"no valid YAML: {exception.Message}");
        }
        catch (InvalidOperationException exception)
        {
            // What YamlDotNet throws, without a place, when a flow sequence is left open.
            throw new YamlFault(Mark.Empty, $"no valid YAML: a bracket or brace is left open ({exception.Message})");
        }
    }
}
