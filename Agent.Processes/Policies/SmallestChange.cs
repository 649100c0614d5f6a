namespace Agent.Processes.Policies;

/// <summary>
/// Searches for the smallest change of facts that turns a verdict: the fewest facts first, then the least distance. The candidates come from
/// the conditions themselves (the value a condition asks for, and the nearest one it does not accept), so a changed policy needs no new texts.
/// </summary>
internal static class SmallestChange
{
    /// <summary>A text that no condition names.</summary>
    public static readonly FactValue SomethingElse = FactValue.Of("\u0001something else");

    private const int MaxFacts = 4;

    /// <summary>Finds the change.</summary>
    /// <returns>The changed facts with their new values; null when no change of up to four facts turns the verdict.</returns>
    public static IReadOnlyDictionary<string, FactValue>? Find(ToolPolicy policy, IReadOnlyDictionary<string, FactValue> facts)
    {
        var isEligible = PolicyEvaluator.IsEligible(policy, facts);
        var candidates = CandidatesOf(policy, facts);
        for (var size = 1; size <= Math.Min(MaxFacts, candidates.Count); size++)
        {
            Dictionary<string, FactValue>? best = null;
            var least = decimal.MaxValue;
            foreach (var (change, distance) in Changes(candidates, size, 0))
            {
                if (distance < least && PolicyEvaluator.IsEligible(policy, Apply(facts, change)) != isEligible)
                {
                    (best, least) = (new(change), distance);
                }
            }

            if (best is not null)
            {
                return best;
            }
        }

        return null;
    }

    /// <summary>The facts with a change applied.</summary>
    public static IReadOnlyDictionary<string, FactValue> Apply(IReadOnlyDictionary<string, FactValue> facts, IReadOnlyDictionary<string, FactValue> change)
    {
        var changed = new Dictionary<string, FactValue>(facts);
        foreach (var (name, value) in change)
        {
            changed[name] = value;
        }

        return changed;
    }

    private static List<Candidate> CandidatesOf(ToolPolicy policy, IReadOnlyDictionary<string, FactValue> facts) =>
        [.. policy.Rules.SelectMany(rule => rule.When.Concat(rule.Require)).GroupBy(condition => condition.Fact).Select(group =>
        {
            var actual = facts.GetValueOrDefault(group.Key);
            var step = policy.Facts.First(fact => fact.Name == group.Key).Unit == "usd" ? 0.01m : 1m;
            var values = group.SelectMany(condition => ValuesAround(condition, step)).Distinct().Where(value => value != actual);
            return new Candidate(group.Key, [.. values.Select(value => (value, Distance(actual, value)))]);
        })];

    private static IEnumerable<FactValue> ValuesAround(Condition condition, decimal step)
    {
        if (condition.Operands[0].Number is not { } limit)
        {
            return condition.Operands.Append(SomethingElse);
        }

        return condition.Operator switch
        {
            ConditionOperator.AtMost or ConditionOperator.MoreThan => [FactValue.Of(limit), FactValue.Of(limit + step)],
            _ => [FactValue.Of(limit), FactValue.Of(limit - step)],
        };
    }

    /// <summary>Relative for numbers, 1 for a text that becomes another, 2 where a fact is missing: a near miss wins over another world.</summary>
    private static decimal Distance(FactValue actual, FactValue target) => (actual.Number, target.Number) switch
    {
        ({ } from, { } to) => Math.Abs(to - from) / Math.Max(1, Math.Abs(from)),
        _ when actual == FactValue.Missing => 2,
        _ => 1,
    };

    private static IEnumerable<(Dictionary<string, FactValue> Change, decimal Distance)> Changes(List<Candidate> candidates, int size, int start)
    {
        if (size == 0)
        {
            yield return ([], 0);
            yield break;
        }

        for (var index = start; index <= candidates.Count - size; index++)
        {
            foreach (var (rest, distance) in Changes(candidates, size - 1, index + 1))
            {
                foreach (var (value, own) in candidates[index].Values)
                {
                    yield return (new(rest) { [candidates[index].Fact] = value }, distance + own);
                }
            }
        }
    }

    private sealed record Candidate(string Fact, IReadOnlyList<(FactValue Value, decimal Distance)> Values);
}
