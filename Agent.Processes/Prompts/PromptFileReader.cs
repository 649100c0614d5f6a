using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Agent.Processes.Yaml;
using Microsoft.SemanticKernel;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Agent.Processes.Prompts;

/// <summary>Reads prompts.yaml. Semantic Kernel's own keys go to Semantic Kernel; ours (<c>version</c>, <c>examples</c>) are read here.</summary>
internal static partial class PromptFileReader
{
    private static readonly string[] OwnKeys = ["version", "in_force", "examples"];
    private static readonly string[] Keys =
    [
        .. OwnKeys, "name", "description", "template", "template_format", "input_variables", "output_variable", "execution_settings",
        "allow_dangerously_set_content",
    ];

    private static readonly KernelPromptTemplateFactory Templates = new();

    public static IReadOnlyList<Prompt> Read(string file, string text)
    {
        string? entry = null;
        try
        {
            var prompts = new List<Prompt>();
            var nodes = YamlFields.ListOf(YamlFields.Parse(text));
            for (var index = 0; index < nodes.Count; index++)
            {
                entry = NameOf(nodes[index]);
                CheckVersion(prompts, nodes[index]);
                prompts.Add(ReadEntry(nodes[index], Slice(text, nodes[index], index + 1 < nodes.Count ? nodes[index + 1] : null)));
                entry = null;
            }

            CheckComplete(prompts);
            return prompts;
        }
        catch (YamlFault fault)
        {
            throw new PromptFileException(file, fault.Line, entry, fault.Message, fault);
        }
    }

    private static Prompt ReadEntry(YamlNode node, string source)
    {
        var fields = new YamlFields(node, Keys);
        var name = fields.Text("name");
        var config = ReadConfig(fields);
        var schema = ReadSchema(fields, config);
        if (PromptNames.Classifiers.Contains(name) && schema is null)
        {
            throw new YamlFault(fields.Start, "a classifier needs output_variable.json_schema");
        }

        CheckVariables(fields, name, config);
        return new()
        {
            Name = name,
            Version = fields.Text("version"),
            IsInForce = ReadInForce(fields),
            Hash = HashOf(source),
            Config = config,
            ServiceId = config.ExecutionSettings.Keys.FirstOrDefault() ?? throw new YamlFault(fields.Start, "execution_settings name no service id"),
            Schema = schema,
            Examples = [.. fields.List("examples").Select(example => ReadExample(example, schema))],
            Template = CreateTemplate(fields, config),
        };
    }

    private static bool ReadInForce(YamlFields fields) => fields.Find("in_force") switch
    {
        null or YamlScalarNode { Value: "true" } => true,
        YamlScalarNode { Value: "false" } => false,
        var other => throw new YamlFault(other.Start, "in_force must be true or false"),
    };

    private static void CheckVersion(List<Prompt> prompts, YamlNode node)
    {
        var others = prompts.FindAll(other => other.Name == NameOf(node));
        if (ScalarOf(node, "version") is { } version && others.Exists(other => other.Version == version))
        {
            throw new YamlFault(node.Start, $"the name is used twice with version '{version}'");
        }

        if (ScalarOf(node, "in_force") != "false" && others.Exists(other => other.IsInForce))
        {
            throw new YamlFault(node.Start, "two versions of it are in force: mark the others with in_force: false");
        }
    }

    private static PromptTemplateConfig ReadConfig(YamlFields fields)
    {
        fields.Text("template");
        var sliced = new YamlMappingNode(fields.All.Where(field => !OwnKeys.Contains(field.Key))
            .SelectMany(field => new[] { new YamlScalarNode(field.Key), field.Value }).ToArray());
        try
        {
            var text = new StringWriter();
            new YamlStream(new YamlDocument(sliced)).Save(text, assignAnchors: false);
            return KernelFunctionYaml.ToPromptTemplateConfig(text.ToString());
        }
        catch (Exception exception) when (exception is YamlException or KernelException or ArgumentException)
        {
            throw new YamlFault(fields.Start, $"Semantic Kernel does not read it: {Innermost(exception).Message}");
        }
    }

    private static IPromptTemplate CreateTemplate(YamlFields fields, PromptTemplateConfig config)
    {
        try
        {
            return Templates.TryCreate(config, out var template)
                ? template
                : throw new YamlFault((fields.Find("template_format") ?? fields.Require("template")).Start, $"unknown template_format '{config.TemplateFormat}'");
        }
        catch (KernelException exception)
        {
            throw new YamlFault(fields.Require("template").Start, $"the template is faulty: {Innermost(exception).Message}");
        }
    }

    private static AnswerSchema? ReadSchema(YamlFields fields, PromptTemplateConfig config)
    {
        if (config.OutputVariable?.JsonSchema is not { Length: > 0 } schema)
        {
            return null;
        }

        try
        {
            return AnswerSchema.Parse(schema);
        }
        catch (FormatException exception)
        {
            throw new YamlFault(fields.Require("output_variable").Start, exception.Message);
        }
    }

    private static void CheckVariables(YamlFields fields, string name, PromptTemplateConfig config)
    {
        var template = fields.Require("template");
        var used = Variable().Matches(config.Template).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var declared = fields.List("input_variables").Select(node => new YamlFields(
            node, "name", "description", "default", "is_required", "json_schema", "allow_dangerously_set_content", "sample").Text("name")).ToList();
        if (used.FirstOrDefault(variable => !declared.Contains(variable)) is { } undeclared)
        {
            throw new YamlFault(template.Start, $"the template uses ${undeclared}, which input_variables does not declare");
        }

        var needed = PromptNames.Variables.GetValueOrDefault(name) ?? [];
        if (needed.FirstOrDefault(variable => !used.Contains(variable)) is { } missing)
        {
            throw new YamlFault(template.Start, $"the template lacks the variable ${missing}");
        }

        if (PromptNames.Variables.ContainsKey(name) && declared.FirstOrDefault(variable => !needed.Contains(variable)) is { } unfilled)
        {
            throw new YamlFault(fields.Require("input_variables").Start, $"nothing fills in the variable ${unfilled}");
        }
    }

    private static PromptExample ReadExample(YamlNode node, AnswerSchema? schema)
    {
        var fields = new YamlFields(node, "input", "answer");
        var answer = fields.Text("answer");
        return schema?.FindFault(answer, out _) is { } fault
            ? throw new YamlFault(fields.Require("answer").Start, $"the example's answer does not satisfy the schema: {fault}")
            : new(fields.Text("input"), answer.Trim());
    }

    private static void CheckComplete(List<Prompt> prompts)
    {
        if (prompts.Find(prompt => !prompts.Exists(other => other.Name == prompt.Name && other.IsInForce)) is { } idle)
        {
            throw new YamlFault(Mark.Empty, $"no version of the prompt '{idle.Name}' is in force");
        }

        if (PromptNames.Required.FirstOrDefault(name => !prompts.Exists(prompt => prompt.Name == name)) is { } missing)
        {
            throw new YamlFault(Mark.Empty, $"the prompt '{missing}' is missing");
        }
    }

    private static string? NameOf(YamlNode node) => ScalarOf(node, "name");

    private static string? ScalarOf(YamlNode node, string key) =>
        node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(key), out var found) && found is YamlScalarNode { Value: { } value } ? value : null;

    /// <summary>The entry as it is written, so that a change of a single letter changes the hash and the place in the file does not.</summary>
    private static string Slice(string text, YamlNode node, YamlNode? next) =>
        text[(int)node.Start.Index..(next is null ? text.Length : (int)next.Start.Index)].TrimEnd(' ', '-', '\r', '\n').ReplaceLineEndings("\n");

    private static string HashOf(string source) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)))[..16];

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;

    [GeneratedRegex(@"\{\{[^}]*?\$([A-Za-z0-9_]+)")]
    private static partial Regex Variable();
}
