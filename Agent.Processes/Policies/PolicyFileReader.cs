using System.Text.RegularExpressions;
using Agent.Processes.Policies.Timing;
using Agent.Processes.Yaml;
using YamlDotNet.RepresentationModel;

namespace Agent.Processes.Policies;

/// <summary>Reads policies.yaml strictly: a name that nothing defines or a key that means nothing is a fault with a line.</summary>
internal static class PolicyFileReader
{
    private const string ArgumentsRoot = "arguments";

    private static readonly Dictionary<string, FactKind> Kinds = new()
    {
        ["value"] = FactKind.Value,
        ["days_since"] = FactKind.DaysSince,
        ["sum"] = FactKind.Sum,
        ["names"] = FactKind.Names,
        ["missing"] = FactKind.Missing,
    };

    private static readonly Dictionary<string, ConditionOperator> Operators = new()
    {
        ["is"] = ConditionOperator.Is,
        ["is_not"] = ConditionOperator.IsNot,
        ["one_of"] = ConditionOperator.OneOf,
        ["at_most"] = ConditionOperator.AtMost,
        ["at_least"] = ConditionOperator.AtLeast,
        ["more_than"] = ConditionOperator.MoreThan,
        ["less_than"] = ConditionOperator.LessThan,
    };

    public static PolicyBook Read(string file, string text, string hash)
    {
        string? tool = null;
        try
        {
            var root = new YamlFields(YamlFields.Parse(text), "version", "approvals", "tools");
            var timings = ApprovalTimingReader.ReadSection(root.Find("approvals"));
            var tools = new List<ToolPolicy>();
            foreach (var node in YamlFields.ListOf(root.Require("tools")))
            {
                tool = NameOf(node);
                var policy = ReadTool(node, timings);
                tools.Add(tools.Exists(other => other.Tool == policy.Tool) ? throw new YamlFault(node.Start, "the tool is listed twice") : policy);
                tool = null;
            }

            return new(root.Text("version"), hash, text, tools, timings);
        }
        catch (YamlFault fault)
        {
            throw new PolicyFileException(file, fault.Line, tool, fault.Message, fault);
        }
    }

    private static string? NameOf(YamlNode node) =>
        node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode("tool"), out var name) && name is YamlScalarNode { Value: { } value } ? value : null;

    private static ToolPolicy ReadTool(YamlNode node, Dictionary<string, ApprovalTiming> timings)
    {
        var fields = new YamlFields(node, "tool", "summary", "reads", "facts", "rules", "approvals");
        var roots = new List<string> { ArgumentsRoot };
        var reads = fields.List("reads").Select(read => ReadRead(read, roots)).ToList();
        var facts = fields.List("facts").Select(fact => ReadFact(fact, roots)).ToList();
        CheckUnique(fields, "facts", facts.Select(fact => fact.Name));
        var rules = YamlFields.ListOf(fields.Require("rules")).Select(rule => ReadRule(rule, facts)).ToList();
        CheckUnique(fields, "rules", rules.Select(rule => rule.Name));
        return new()
        {
            Tool = fields.Text("tool"),
            Summary = ReadTemplate(fields.Require("summary"), facts),
            Reads = reads,
            Facts = facts,
            Rules = rules,
            Approvals = ReadApprovals(fields.Require("approvals"), facts, timings),
        };
    }

    private static FactRead ReadRead(YamlNode node, List<string> roots)
    {
        var fields = new YamlFields(node, "as", "tool", "arguments");
        var arguments = new YamlFields(fields.Require("arguments"), null).All.ToDictionary(pair => pair.Key, pair => ReadPath(pair.Value, roots));
        var name = fields.Text("as");
        if (roots.Contains(name))
        {
            throw new YamlFault(fields.Start, $"the name '{name}' is used twice");
        }

        roots.Add(name);
        return new(name, fields.Text("tool"), arguments);
    }

    private static FactDefinition ReadFact(YamlNode node, List<string> roots)
    {
        var fields = new YamlFields(node, [.. Kinds.Keys, "name", "label", "unit", "field", "key", "in"]);
        if (Kinds.Keys.Where(key => fields.Find(key) is not null).ToList() is not [var kind])
        {
            throw new YamlFault(fields.Start, $"a fact has exactly one of {string.Join(", ", Kinds.Keys)}");
        }

        var fact = new FactDefinition
        {
            Name = fields.Text("name"),
            Label = fields.Text("label"),
            Unit = fields.OptionalText("unit") is null or "usd" ? fields.OptionalText("unit") : throw new YamlFault(fields.Require("unit").Start, "the only unit is usd"),
            Kind = Kinds[kind],
            From = ReadPath(fields.Require(kind), roots),
            Field = fields.OptionalText("field"),
            Key = fields.OptionalText("key"),
            In = fields.Find("in") is { } keys ? ReadPath(keys, roots) : null,
        };
        return FindFault(fact) is { } fault ? throw new YamlFault(fields.Start, fault) : fact;
    }

    private static string? FindFault(FactDefinition fact) => fact switch
    {
        { Kind: FactKind.Sum or FactKind.Names, Field: null } => "it needs the key 'field'",
        { Kind: FactKind.Sum or FactKind.Names, In: not null, Key: null } => "'in' needs the key 'key'",
        { Kind: FactKind.Missing, In: null } => "it needs the key 'in'",
        { Kind: FactKind.Value or FactKind.DaysSince, In: not null } => "'in' makes no sense here",
        _ => null,
    };

    private static PolicyRule ReadRule(YamlNode node, List<FactDefinition> facts)
    {
        var fields = new YamlFields(node, "name", "when", "require", "because");
        var require = ReadConditions(fields.Find("require"), facts);
        var because = require.Count == 0 ? "" : ReadTemplate(fields.Require("because"), facts);
        return new(fields.Text("name"), ReadConditions(fields.Find("when"), facts), require, because);
    }

    private static List<ApprovalRule> ReadApprovals(YamlNode node, List<FactDefinition> facts, Dictionary<string, ApprovalTiming> timings)
    {
        var approvals = YamlFields.ListOf(node).Select(entry =>
        {
            var fields = new YamlFields(entry, ["name", "when", "by", "together", .. ApprovalTimingReader.Keys]);
            var by = fields.Text("by");
            if (!Approvers.All.Contains(by))
            {
                throw new YamlFault(fields.Require("by").Start, $"'{by}' is none of {string.Join(", ", Approvers.All)}");
            }

            var timing = ApprovalTimingReader.Read(fields, timings.GetValueOrDefault(by, ApprovalTiming.Default));
            return new ApprovalRule(fields.Text("name"), ReadConditions(fields.Find("when"), facts), by, timing, ReadTogether(fields, by));
        }).ToList();
        return approvals is [.., { When.Count: 0 }] ? approvals : throw new YamlFault(node.Start, "the last approval must apply always: it has no 'when'");
    }

    private static bool ReadTogether(YamlFields fields, string by) => fields.OptionalText("together") switch
    {
        null or "false" => false,
        "true" when by == Approvers.Operator => true,
        "true" => throw new YamlFault(fields.Require("together").Start, "only what an operator decides can be decided together"),
        _ => throw new YamlFault(fields.Require("together").Start, "'together' is true or false"),
    };

    private static List<Condition> ReadConditions(YamlNode? node, List<FactDefinition> facts) =>
        node is null ? [] : [.. new YamlFields(node, null).All.SelectMany(pair => ReadConditions(pair.Key, pair.Value, facts))];

    private static IEnumerable<Condition> ReadConditions(string name, YamlNode node, List<FactDefinition> facts)
    {
        if (!facts.Exists(fact => fact.Name == name))
        {
            throw new YamlFault(node.Start, $"no fact is called '{name}'");
        }

        return new YamlFields(node, [.. Operators.Keys]).All.Select(pair => new Condition(name, Operators[pair.Key], ReadOperands(Operators[pair.Key], pair.Value)));
    }

    private static List<FactValue> ReadOperands(ConditionOperator comparison, YamlNode node) => comparison switch
    {
        ConditionOperator.Is or ConditionOperator.IsNot => [FactValue.Of(YamlFields.TextOf(node))],
        ConditionOperator.OneOf => [.. YamlFields.ListOf(node).Select(one => FactValue.Of(YamlFields.TextOf(one)))],
        _ => [FactValue.Of(YamlFields.NumberOf(node))],
    };

    private static FactPath ReadPath(YamlNode node, List<string> roots)
    {
        var path = FactPath.Parse(YamlFields.TextOf(node)) ?? throw new YamlFault(node.Start, $"'{YamlFields.TextOf(node)}' is no path");
        return path.Roots.FirstOrDefault(root => !roots.Contains(root)) is { } unknown
            ? throw new YamlFault(node.Start, $"nothing before this is called '{unknown}'")
            : path;
    }

    private static string ReadTemplate(YamlNode node, List<FactDefinition> facts)
    {
        var text = YamlFields.TextOf(node);
        foreach (Match hole in PolicyText.Hole().Matches(text))
        {
            var name = hole.Groups[1].Value;
            if (!name.StartsWith(ArgumentsRoot + ".", StringComparison.Ordinal) && !facts.Exists(fact => fact.Name == name))
            {
                throw new YamlFault(node.Start, $"no fact is called '{name}'");
            }
        }

        return text;
    }

    private static void CheckUnique(YamlFields fields, string key, IEnumerable<string> names)
    {
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new YamlFault(fields.Require(key).Start, $"the name '{twice.Key}' is used twice");
        }
    }
}
