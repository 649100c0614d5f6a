using System.Text.Json;

namespace Agent.Processes.Policies;

/// <summary>Shows policies as they were read, not as they are written: what a page says is what decides.</summary>
internal static class PolicyDescription
{
    public static ToolPolicyView Of(ToolPolicy policy)
    {
        var facts = policy.Facts.ToDictionary(fact => fact.Name, fact => new FactView(fact.Name, fact.Label, fact.Unit), StringComparer.Ordinal);
        return new(
            policy.Tool, policy.Summary, [.. facts.Values],
            [.. policy.Rules.Select(rule => new PolicyRuleView(rule.Name, Conditions(rule.When), Conditions(rule.Require), rule.Because))],
            [.. policy.Approvals.Select(rule => new ApprovalRuleView(rule.Name, Conditions(rule.When), rule.By, rule.Timing.Lifetime, rule.Timing.RemindBefore, rule.Together))]);

        ConditionView[] Conditions(IReadOnlyList<Condition> conditions) => [.. conditions.Select(condition => new ConditionView(
            facts[condition.Fact], JsonNamingPolicy.SnakeCaseLower.ConvertName(condition.Operator.ToString()),
            [.. condition.Operands.Select(operand => operand.Show(facts[condition.Fact].Unit))]))];
    }
}
