using System.Text.Json;
using Agent.Processes.Policies;

namespace Agent.Processes.Workflows.Support.Approvals;

/// <summary>Says what has changed between two sets of sealed facts.</summary>
internal static class FactDifference
{
    public static string Describe(ToolPolicy policy, JsonElement before, JsonElement now)
    {
        var changes = policy.Facts.Where(fact => Of(before, fact) != Of(now, fact)).Select(fact => $"{fact.Label} is now {Of(now, fact)}, it was {Of(before, fact)}").ToList();
        return changes.Count == 0 ? "Our rules have changed since then." : $"Something has changed since then: {string.Join("; ", changes)}.";
    }

    private static string Of(JsonElement facts, FactDefinition fact) => facts.TryGetProperty(fact.Name, out var value) ? value switch
    {
        { ValueKind: JsonValueKind.Number } => FactValue.Of(value.GetDecimal()).Show(fact.Unit),
        { ValueKind: JsonValueKind.Null } => FactValue.Missing.Show(),
        _ => FactValue.Of(value.ToString()).Show(),
    } : FactValue.Missing.Show();
}
