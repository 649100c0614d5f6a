namespace Agent.Host.Replay.Results;

/// <summary>Counts results as they come; from any number of workers.</summary>
internal sealed class ReplayCount
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, decimal> _figures = new(StringComparer.Ordinal);

    public void Add(ReplayResult result)
    {
        lock (_lock)
        {
            foreach (var (name, value) in ReplayTally.Of(result))
            {
                _figures[name] = _figures.GetValueOrDefault(name) + value;
            }
        }
    }

    public ReplaySummary Sum()
    {
        lock (_lock)
        {
            return ReplayTally.Sum(_figures);
        }
    }
}
