namespace Agent.Processes.Replay;

/// <summary>
/// Compares decisions, turn by turn: the same question with another answer is a difference. A decision that only one side made is one when nothing before it in its turn
/// came out otherwise; behind a difference it is its consequence, and says nothing new.
/// </summary>
public static class DecisionComparison
{
    /// <summary>The value of a decision that could not be made, because what it rests on is not on record. It equals any other, and so does all that follows from it.</summary>
    public const string Undecided = "undecided";

    /// <summary>Finds the differences, in the order of the conversation.</summary>
    /// <param name="before">The decisions to compare with.</param>
    /// <param name="now">The decisions to compare.</param>
    /// <param name="kinds">The kinds to compare; null for all.</param>
    public static IReadOnlyList<DecisionDifference> Find(IReadOnlyList<ReplayedDecision> before, IReadOnlyList<ReplayedDecision> now, IReadOnlySet<string>? kinds = null)
    {
        var differences = new List<DecisionDifference>();
        var old = Group(before, kinds);
        var current = Group(now, kinds);
        foreach (var turn in old.Keys.Union(current.Keys).Order())
        {
            differences.AddRange(InTurn(old.GetValueOrDefault(turn, []), current.GetValueOrDefault(turn, [])));
        }

        return differences;
    }

    private static IEnumerable<DecisionDifference> InTurn(List<Named> before, List<Named> now)
    {
        var current = now.ToDictionary(decision => decision.Name, decision => decision.Decision);
        var names = before.Select(decision => decision.Name).ToHashSet();
        var found = false;
        foreach (var (name, decision) in before)
        {
            if (decision.Value == Undecided || (current.TryGetValue(name, out var same) && same.Value == Undecided))
            {
                found = true;
                continue;
            }

            if (!current.TryGetValue(name, out var other))
            {
                if (!found)
                {
                    yield return new(decision, null);
                }

                found = true;
            }
            else if (!IsSame(decision.Value, other.Value))
            {
                found = true;
                yield return new(decision, other);
            }
        }

        if (!found && now.FirstOrDefault(decision => !names.Contains(decision.Name)) is { } added)
        {
            yield return new(null, added.Decision);
        }
    }

    /// <summary>A value without a reason equals the same word with any: some recordings do not tell why.</summary>
    private static bool IsSame(string before, string now) =>
        before == now || (!before.Contains(':', StringComparison.Ordinal) && now.StartsWith(before + ":", StringComparison.Ordinal));

    private static Dictionary<int, List<Named>> Group(IReadOnlyList<ReplayedDecision> decisions, IReadOnlySet<string>? kinds)
    {
        var seen = new Dictionary<(int, string, string), int>();
        var turns = new Dictionary<int, List<Named>>();
        foreach (var decision in decisions.Where(decision => kinds?.Contains(decision.Kind) is not false))
        {
            var occurrence = seen[(decision.Turn, decision.Kind, decision.Subject)] = seen.GetValueOrDefault((decision.Turn, decision.Kind, decision.Subject)) + 1;
            if (!turns.TryGetValue(decision.Turn, out var turn))
            {
                turns.Add(decision.Turn, turn = []);
            }

            turn.Add(new((decision.Kind, decision.Subject, occurrence), decision));
        }

        return turns;
    }

    private sealed record Named((string Kind, string Subject, int Occurrence) Name, ReplayedDecision Decision);
}
