namespace Agent.Processes.Policies;

/// <summary>One rule of a tool: where it applies, all its requirements must hold.</summary>
/// <param name="Name">The stored name.</param>
/// <param name="When">Where it applies; empty means always.</param>
/// <param name="Require">What must hold; empty means nothing.</param>
/// <param name="Because">Why it refuses, in words a customer may read, with facts in braces.</param>
internal sealed record PolicyRule(string Name, IReadOnlyList<Condition> When, IReadOnlyList<Condition> Require, string Because)
{
    public bool Refuses(IReadOnlyDictionary<string, FactValue> facts) =>
        When.All(condition => condition.Holds(facts)) && !Require.All(condition => condition.Holds(facts));
}
