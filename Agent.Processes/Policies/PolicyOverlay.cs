using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Agent.Processes.Yaml;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Agent.Processes.Policies;

/// <summary>
/// Puts a tenant's own values into the policies of the file. The outcome is the text of a whole file, which is read and checked as every other: what the file could not say, a tenant cannot.
/// </summary>
internal static class PolicyOverlay
{
    private const string File = "the tenant's policies";
    private static readonly string[] s_rule = ["when", "require", "because"];
    private static readonly string[] s_approval = ["when", "by", "together", "lifetime", "remind_before", "working_hours"];

    /// <summary>Eight hex digits that stand for the values, in whatever order they are written.</summary>
    public static string HashOf(JsonElement overlay) => Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Write(overlay)))[..8];

    /// <summary>The file with the tenant's values, and a version that names both.</summary>
    /// <exception cref="PolicyFileException">A value belongs to nothing in the file, or the file would not be valid with it.</exception>
    public static string Apply(PolicyBook policies, JsonElement overlay)
    {
        var root = (YamlMappingNode)YamlFields.Parse(policies.Text);
        string? tool = null;
        try
        {
            foreach (var (section, value) in Members(overlay, "approvals", "tools"))
            {
                if (section == "approvals")
                {
                    Merge(root, section, value);
                    continue;
                }

                foreach (var (name, change) in Members(value))
                {
                    tool = name;
                    Change(Entry(root, "tools", "tool", name, "tool"), change);
                }

                tool = null;
            }
        }
        catch (YamlFault fault)
        {
            throw new PolicyFileException(File, fault.Line, tool, fault.Message, fault);
        }

        root.Children[Key("version")] = new YamlScalarNode($"{policies.Version}+{HashOf(overlay)}");
        var text = new StringWriter(CultureInfo.InvariantCulture);
        new YamlStream(new YamlDocument(root)).Save(text, assignAnchors: false);
        return text.ToString();
    }

    private static void Change(YamlMappingNode tool, JsonElement change)
    {
        foreach (var (section, value) in Members(change, "rules", "approvals"))
        {
            foreach (var (name, members) in Members(value))
            {
                var entry = Entry(tool, section, "name", name, section == "rules" ? "rule" : "approval");
                foreach (var (member, text) in Members(members, section == "rules" ? s_rule : s_approval))
                {
                    // Of conditions only those on the facts that are named change; everything else is one value.
                    entry.Children[Key(member)] = member is "when" or "require" && entry.Children.TryGetValue(Key(member), out var node) && node is YamlMappingNode conditions
                        ? Put(conditions, text) : NodeOf(text);
                }
            }
        }
    }

    private static YamlMappingNode Entry(YamlMappingNode parent, string section, string key, string name, string what)
    {
        var entries = parent.Children.TryGetValue(Key(section), out var node) && node is YamlSequenceNode list ? list.Children.OfType<YamlMappingNode>().ToList() : [];
        return entries.Find(entry => NameOf(entry, key) == name)
            ?? throw new YamlFault(Mark.Empty, $"there is no {what} '{name}' (there is {string.Join(", ", entries.Select(entry => NameOf(entry, key)))})");
    }

    private static string? NameOf(YamlMappingNode entry, string key) => entry.Children.TryGetValue(Key(key), out var name) && name is YamlScalarNode scalar ? scalar.Value : null;

    /// <summary>Of times, each level keeps what is not named.</summary>
    private static void Merge(YamlMappingNode parent, string name, JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.Object || !parent.Children.TryGetValue(Key(name), out var node) || node is not YamlMappingNode mapping)
        {
            parent.Children[Key(name)] = NodeOf(value);
            return;
        }

        foreach (var (member, inner) in Members(value))
        {
            Merge(mapping, member, inner);
        }
    }

    private static YamlMappingNode Put(YamlMappingNode into, JsonElement members)
    {
        foreach (var (name, value) in Members(members))
        {
            into.Children[Key(name)] = NodeOf(value);
        }

        return into;
    }

    private static IEnumerable<(string Name, JsonElement Value)> Members(JsonElement element, params string[]? known)
    {
        if (element.ValueKind is not JsonValueKind.Object)
        {
            throw new YamlFault(Mark.Empty, $"an object is expected, not {element.GetRawText()}");
        }

        return element.EnumerateObject().Select(member => known is not { Length: > 0 } || known.Contains(member.Name)
            ? (member.Name, member.Value)
            : throw new YamlFault(Mark.Empty, $"unknown key '{member.Name}' (known: {string.Join(", ", known)})"));
    }

    private static YamlNode NodeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => new YamlMappingNode(value.EnumerateObject().Select(member => KeyValuePair.Create<YamlNode, YamlNode>(Key(member.Name), NodeOf(member.Value)))),
        JsonValueKind.Array => new YamlSequenceNode(value.EnumerateArray().Select(NodeOf)),
        JsonValueKind.String => new YamlScalarNode(value.GetString()),
        JsonValueKind.Number => new YamlScalarNode(value.GetRawText()),
        JsonValueKind.True => new YamlScalarNode("true"),
        JsonValueKind.False => new YamlScalarNode("false"),
        _ => throw new YamlFault(Mark.Empty, "a value is expected, not null"),
    };

    private static YamlScalarNode Key(string name) => new(name);
}
