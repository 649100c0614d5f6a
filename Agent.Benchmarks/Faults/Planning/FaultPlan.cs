using Agent.Benchmarks.Faults.Scripts;

namespace Agent.Benchmarks.Faults.Planning;

/// <summary>Everything that will be done, made from the seed alone: the same seed on the same scripts is the same plan.</summary>
internal sealed record FaultPlan(IReadOnlyList<PlannedConversation> Conversations, IReadOnlyList<PlannedFault> Faults)
{
    private const int MostKillsPerConversation = 3;

    /// <summary>Kills between two faults of each kind.</summary>
    private static readonly Dictionary<FaultKind, int> s_every = new()
    {
        [FaultKind.Terminate] = 5,
        [FaultKind.Pause] = 7,
        [FaultKind.CutConnections] = 9,
        [FaultKind.RestartDatabase] = 16,
    };

    public int Kills => Conversations.Sum(conversation => conversation.Kills.Count);

    /// <param name="options">Seed, kills and replicas.</param>
    /// <param name="scripts">What is played.</param>
    /// <param name="boundaries">Where the scripts can be interrupted.</param>
    public static FaultPlan Make(FaultOptions options, IReadOnlyList<Script> scripts, IReadOnlyList<Boundary> boundaries)
    {
        var random = new SeededRandom(options.Seed);
        var open = new List<(Script Script, List<Boundary> Kills)>();
        while (open.Count < options.Conversations)
        {
            open.Add((scripts[open.Count % scripts.Count], []));
        }

        foreach (var boundary in Spread(boundaries, options.Kills, random))
        {
            var free = open.Where(one => one.Script.Name == boundary.Script && one.Kills.Count < MostKillsPerConversation && !one.Kills.Contains(boundary)).ToList();
            if (free.Count == 0)
            {
                free.Add((scripts.Single(script => script.Name == boundary.Script), []));
                open.Add(free[0]);
            }

            var fewest = free.Min(one => one.Kills.Count);
            var best = free.Where(one => one.Kills.Count == fewest).ToList();
            best[random.Next(best.Count)].Kills.Add(boundary);
        }

        var shuffled = open.OrderBy(_ => random.Next(int.MaxValue)).Select((one, place) => new PlannedConversation(place + 1, one.Script, one.Kills)).ToList();
        return new(shuffled, options.OnlyKills ? [] : [.. FaultsFor(options, random)]);
    }

    /// <summary>Every name once before any comes twice; which script it is met in is drawn anew each time.</summary>
    private static IEnumerable<Boundary> Spread(IReadOnlyList<Boundary> boundaries, int count, Random random)
    {
        var names = boundaries.GroupBy(boundary => boundary.Name, StringComparer.Ordinal).Select(group => group.ToList()).ToList();
        for (var made = 0; made < count; made += names.Count)
        {
            foreach (var places in names.OrderBy(_ => random.Next(int.MaxValue)).Take(count - made))
            {
                yield return places[random.Next(places.Count)];
            }
        }
    }

    private static IEnumerable<PlannedFault> FaultsFor(FaultOptions options, Random random) =>
        s_every.SelectMany(kind => Enumerable.Range(1, options.Kills / kind.Value).Select(round => new PlannedFault(round * kind.Value, kind.Key, random.Next(options.Replicas))))
            .OrderBy(fault => fault.AfterKills);
}
