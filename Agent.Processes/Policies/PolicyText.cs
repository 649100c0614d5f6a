using System.Text.Json;
using System.Text.RegularExpressions;

namespace Agent.Processes.Policies;

/// <summary>Fills the braces of a policy's texts with facts and arguments.</summary>
internal static partial class PolicyText
{
    public static string Fill(string template, ToolPolicy policy, IReadOnlyDictionary<string, FactValue> facts, JsonElement arguments) =>
        Hole().Replace(template, hole =>
        {
            var name = hole.Groups[1].Value;
            if (policy.Facts.FirstOrDefault(fact => fact.Name == name) is { } fact)
            {
                return facts.GetValueOrDefault(name).Show(fact.Unit);
            }

            var argument = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
            return arguments.ValueKind is JsonValueKind.Object && arguments.TryGetProperty(argument, out var value) ? value.ToString() : "unknown";
        }).Replace(" ,", ",", StringComparison.Ordinal); // an empty argument, such as an address's second line, leaves no gap

    [GeneratedRegex(@"\{([a-z_][a-z0-9_.]*)\}")]
    public static partial Regex Hole();
}
