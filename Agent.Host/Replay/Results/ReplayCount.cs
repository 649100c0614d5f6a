namespace Agent.Host.Replay.Results;

/// <summary>Counts results as they come; from any number of workers.</summary>
internal sealed class ReplayCount
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, long> _differences = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _compared = new(StringComparer.Ordinal);
    private long _same, _different, _errors, _divergences, _amount;

    public void Add(ReplayResult result)
    {
        lock (_lock)
        {
            _ = result.Verdict switch
            {
                ReplayVerdict.Same => _same++,
                ReplayVerdict.Different => _different++,
                _ => _errors++,
            };
            _divergences += result.Divergences.Count;
            foreach (var difference in result.Differences)
            {
                _differences[difference.Kind] = _differences.GetValueOrDefault(difference.Kind) + 1;
                _amount += difference.AmountMinor ?? 0;
            }

            foreach (var (kind, count) in result.Compared)
            {
                _compared[kind] = _compared.GetValueOrDefault(kind) + count;
            }
        }
    }

    public ReplaySummary Sum()
    {
        lock (_lock)
        {
            return new()
            {
                Conversations = _same + _different + _errors,
                Same = _same,
                Different = _different,
                Errors = _errors,
                Divergences = _divergences,
                Differences = new SortedDictionary<string, long>(_differences, StringComparer.Ordinal),
                Compared = new SortedDictionary<string, long>(_compared, StringComparer.Ordinal),
                AmountMinor = _amount,
            };
        }
    }
}
