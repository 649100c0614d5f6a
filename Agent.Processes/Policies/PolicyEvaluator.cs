using System.Text.Json;

namespace Agent.Processes.Policies;

/// <summary>Applies a policy to facts. Pure: the same facts give the same verdict.</summary>
internal static class PolicyEvaluator
{
    public static PolicyVerdict Evaluate(ToolPolicy policy, IReadOnlyDictionary<string, FactValue> facts, JsonElement arguments)
    {
        var change = SmallestChange.Find(policy, facts);
        if (FirstRefusal(policy, facts) is { } refusal)
        {
            return new()
            {
                Eligible = false,
                Rule = refusal.Name,
                Reason = PolicyText.Fill(refusal.Because, policy, facts, arguments),
                SmallestChange = Describe("It would be possible if", policy, facts, change),
            };
        }

        var approval = policy.Approvals.First(rule => rule.When.All(condition => condition.Holds(facts)));
        return new()
        {
            Eligible = true,
            Rule = approval.Name,
            Reason = "All rules are satisfied.",
            SmallestChange = Describe("It would be refused if", policy, facts, change),
            Approval = approval.By,
        };
    }

    public static bool IsEligible(ToolPolicy policy, IReadOnlyDictionary<string, FactValue> facts) => FirstRefusal(policy, facts) is null;

    private static PolicyRule? FirstRefusal(ToolPolicy policy, IReadOnlyDictionary<string, FactValue> facts) =>
        policy.Rules.FirstOrDefault(rule => rule.Refuses(facts));

    private static string? Describe(
        string opening, ToolPolicy policy, IReadOnlyDictionary<string, FactValue> facts, IReadOnlyDictionary<string, FactValue>? change)
    {
        if (change is null)
        {
            return null;
        }

        var parts = change.Select(pair =>
        {
            var fact = policy.Facts.First(fact => fact.Name == pair.Key);
            var actual = facts.GetValueOrDefault(pair.Key).Show(fact.Unit);
            return pair.Value == SmallestChange.SomethingElse ? $"{fact.Label} were not {actual}" : $"{fact.Label} were {pair.Value.Show(fact.Unit)} instead of {actual}";
        });
        return $"{opening} {string.Join(" and ", parts)}.";
    }
}
