using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Prompts;

/// <summary>
/// Makes a tenant's prompt of the file's and the tenant's words. Its version names both: <c>4+1a2b3c4d</c> is version 4 with those words, and the journal, costs and replays tell it from every other.
/// </summary>
internal static partial class PromptComposer
{
    public const int LongestInstructions = 4_000;
    public const int LongestTemplate = 20_000;

    /// <summary>Prompts that write what a customer reads: all of their template may be a tenant's own.</summary>
    private static readonly HashSet<string> s_replaceable = [PromptNames.OrdersAgent, PromptNames.GeneralAgent];

    /// <summary>Prompts that take instructions besides: what they answer is checked, or read by the agent alone.</summary>
    private static readonly HashSet<string> s_extendable = [.. s_replaceable, PromptNames.Triage, PromptNames.ConversationSummary];

    private static readonly KernelPromptTemplateFactory s_templates = new();

    /// <summary>Looks for a fault in a tenant's words.</summary>
    /// <param name="name">The prompt's name.</param>
    /// <param name="overlay">The words.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? FindFault(string name, PromptOverlay overlay)
    {
        if (!s_extendable.Contains(name))
        {
            return PromptNames.Required.Contains(name)
                ? "It stands guard over the conversation and is the same for every tenant."
                : $"There is no such prompt of conversations; there are {string.Join(", ", s_extendable.Order(StringComparer.Ordinal))}.";
        }

        if (string.IsNullOrWhiteSpace(overlay.Instructions) && string.IsNullOrWhiteSpace(overlay.Template))
        {
            return "It needs instructions, a template, or both.";
        }

        if (overlay.Template is not null && !s_replaceable.Contains(name))
        {
            return "Its template cannot be replaced: the service relies on what it answers. It may have instructions.";
        }

        return FindFault(name, "instructions", overlay.Instructions, LongestInstructions) ?? FindFault(name, "template", overlay.Template, LongestTemplate) ?? FindMissing(name, overlay.Template);
    }

    /// <summary>The prompt with a tenant's words.</summary>
    public static Prompt Compose(Prompt prompt, PromptOverlay overlay)
    {
        var template = string.IsNullOrWhiteSpace(overlay.Template) ? prompt.Config.Template : overlay.Template.ReplaceLineEndings("\n");
        var text = string.IsNullOrWhiteSpace(overlay.Instructions) ? template : Insert(template, overlay.Instructions.ReplaceLineEndings("\n").Trim());
        return With(prompt, text, $"{prompt.Version}+{overlay.Hash}");
    }

    /// <summary>Either text with its length: no two overlays have the same name.</summary>
    public static string HashOf(PromptOverlay overlay) => HashOf($"{overlay.Template?.Length}:{overlay.Template}{overlay.Instructions}")[..8];

    /// <summary>The prompt with another template.</summary>
    public static Prompt With(Prompt prompt, string template, string version)
    {
        var config = new PromptTemplateConfig
        {
            Name = prompt.Config.Name,
            Description = prompt.Config.Description,
            TemplateFormat = prompt.Config.TemplateFormat,
            Template = template,
            InputVariables = [.. prompt.Config.InputVariables],
            OutputVariable = prompt.Config.OutputVariable,
            ExecutionSettings = prompt.Config.ExecutionSettings,
            AllowDangerouslySetContent = prompt.Config.AllowDangerouslySetContent,
        };
        return prompt with { Version = version, Hash = HashOf(template)[..16], Config = config, Template = s_templates.Create(config) };
    }

    /// <summary>Before the first line with a variable, as those are the ones that change: what a provider caches stays the same from call to call.</summary>
    private static string Insert(string template, string instructions)
    {
        var variable = template.IndexOf("{{", StringComparison.Ordinal);
        if (variable < 0)
        {
            return $"{template.TrimEnd()}\n\n{instructions}\n";
        }

        var line = template.LastIndexOf('\n', variable) + 1;
        return $"{template[..line].TrimEnd()}\n\n{instructions}\n\n{template[line..]}".TrimStart('\n');
    }

    private static string? FindFault(string name, string part, string? text, int longest)
    {
        if (text is null)
        {
            return null;
        }

        if (text.Length > longest)
        {
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Its {part} may have up to {longest} characters; there are {text.Length}.");
        }

        if (text.Any(character => char.IsControl(character) && character is not ('\n' or '\r' or '\t')))
        {
            return $"Its {part} may have no control characters but line breaks and tabs.";
        }

        // A template of Semantic Kernel may call functions, which here are the tools: a tenant's may not.
        var rest = Variable().Replace(text, "");
        if (rest.Contains("{{", StringComparison.Ordinal) || rest.Contains("}}", StringComparison.Ordinal))
        {
            return $"In its {part} braces may hold a variable and nothing else, such as {{{{$today}}}}.";
        }

        var declared = PromptNames.Variables[name];
        return Variable().Matches(text).Select(match => match.Groups[1].Value).FirstOrDefault(variable => !declared.Contains(variable)) is { } unknown
            ? $"Its {part} uses ${unknown}, which nothing fills in; there {(declared.Count == 0 ? "are no variables" : $"is ${string.Join(", $", declared)}")}." : null;
    }

    private static string? FindMissing(string name, string? template)
    {
        if (string.IsNullOrWhiteSpace(template))
        {
            return null;
        }

        var used = Variable().Matches(template).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        return PromptNames.Variables[name].FirstOrDefault(variable => !used.Contains(variable)) is { } missing ? $"Its template lacks the variable ${missing}." : null;
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [GeneratedRegex(@"\{\{\s*\$([A-Za-z0-9_]+)\s*\}\}")]
    private static partial Regex Variable();
}
