using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Agent.Processes.Replay;
using Agent.Processes.Yaml;
using YamlDotNet.RepresentationModel;

namespace Agent.Processes.Evaluation;

/// <summary>Reads a suite strictly: a key that means nothing for its kind of case is a fault with a line.</summary>
internal static partial class SuiteFileReader
{
    private static readonly Dictionary<string, string[]> s_keys = new()
    {
        [DecisionKinds.Guardrail] = ["text"],
        [DecisionKinds.Triage] = ["text", "topic", "last_answer"],
        [DecisionKinds.Eligibility] = ["tool", "arguments", "facts", "at"],
        [DecisionKinds.Tool] = ["customer", "messages", "arguments", "at"],
    };

    public static EvaluationSuite Read(string file, string text)
    {
        string? id = null;
        try
        {
            var root = new YamlFields(YamlFields.Parse(text), "name", "description", "fail_on", "cases");
            var cases = new List<EvaluationCase>();
            foreach (var node in YamlFields.ListOf(root.Require("cases")))
            {
                id = IdOf(node);
                var read = ReadCase(node);
                cases.Add(cases.Exists(other => other.Id == read.Id) ? throw new YamlFault(node.Start, "the id is used twice") : read);
                id = null;
            }

            return cases.Count == 0
                ? throw new YamlFault(root.Require("cases").Start, "there are no cases")
                : new(file, root.Text("name"), root.OptionalText("fail_on"), (int)(root.Find("fail_on")?.Start.Line ?? 1), cases);
        }
        catch (YamlFault fault)
        {
            throw new SuiteFileException(file, fault.Line, id, fault.Message, fault);
        }
    }

    private static string? IdOf(YamlNode node) =>
        node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode("id"), out var name) && name is YamlScalarNode { Value: { } value } ? value : null;

    private static EvaluationCase ReadCase(YamlNode node)
    {
        var kind = new YamlFields(node, null).Text("kind");
        if (!s_keys.TryGetValue(kind, out var keys))
        {
            throw new YamlFault(new YamlFields(node, null).Require("kind").Start, $"'{kind}' is none of {string.Join(", ", EvaluationSuite.Kinds)}");
        }

        var fields = new YamlFields(node, ["id", "kind", "expect", "note", .. keys]);
        var expect = fields.Text("expect");
        if (FindFault(kind, expect) is { } fault)
        {
            throw new YamlFault(fields.Require("expect").Start, fault);
        }

        var isTool = kind == DecisionKinds.Tool;
        return new()
        {
            Id = fields.Text("id"),
            Kind = kind,
            Expect = expect,
            Line = (int)Math.Max(1, node.Start.Line),
            Text = keys.Contains("text") ? fields.Text("text") : "",
            Topic = fields.OptionalText("topic") ?? "none",
            LastAnswer = fields.OptionalText("last_answer") ?? "none",
            Tool = kind == DecisionKinds.Eligibility ? fields.Text("tool") : null,
            Arguments = kind == DecisionKinds.Eligibility || fields.Find("arguments") is not null ? ReadObject(fields.Require("arguments")) : null,
            Facts = fields.Find("facts") is { } facts ? new YamlFields(facts, null).All.ToDictionary(fact => fact.Key, fact => JsonSerializer.SerializeToElement(YamlJson.Read(fact.Value))) : new Dictionary<string, JsonElement>(),
            Customer = fields.OptionalText("customer"),
            Messages = isTool ? CaseMessages.Read(fields.Require("messages")) : [],
            At = fields.Find("at") is { } at ? ReadTime(at) : s_someDay,
        };
    }

    private static readonly DateTimeOffset s_someDay = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static string? FindFault(string kind, string expect) => (kind, expect) switch
    {
        (DecisionKinds.Guardrail, not ("allow" or "block" or "block:rule" or "block:model")) => $"a guardrail says allow, block, block:rule or block:model, not '{expect}'",
        (DecisionKinds.Eligibility, _) when !Verdict().IsMatch(expect) => $"a policy says eligible, eligible:<who agrees>, refused or refused:<rule>, not '{expect}'",
        (DecisionKinds.Triage or DecisionKinds.Tool, _) when !Word().IsMatch(expect) => $"'{expect}' is the name of nothing",
        _ => null,
    };

    private static JsonElement ReadObject(YamlNode node) =>
        YamlJson.Read(node) is JsonObject read ? JsonSerializer.SerializeToElement(read) : throw new YamlFault(node.Start, "a mapping is expected here");

    private static DateTimeOffset ReadTime(YamlNode node) =>
        DateTimeOffset.TryParse(YamlFields.TextOf(node), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time : throw new YamlFault(node.Start, $"'{YamlFields.TextOf(node)}' is no time");

    [GeneratedRegex(@"^(eligible|refused)(:[a-z0-9_]+)?$")]
    private static partial Regex Verdict();

    [GeneratedRegex(@"^[A-Za-z0-9_]+$")]
    private static partial Regex Word();
}
