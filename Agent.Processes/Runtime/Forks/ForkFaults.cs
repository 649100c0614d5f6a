namespace Agent.Processes.Runtime.Forks;

/// <summary>What is wrong with the request for a fork, by the place in the request.</summary>
internal sealed class ForkFaults
{
    private readonly SortedDictionary<string, string[]> _faults = new(StringComparer.Ordinal);

    public bool Any => _faults.Count > 0;

    public void Add(string place, string fault) => _faults[place] = [.. _faults.GetValueOrDefault(place, []), fault];

    public ForkOutcome Refusal() => new(null, _faults);
}
