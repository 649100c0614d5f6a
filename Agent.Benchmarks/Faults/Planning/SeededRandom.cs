namespace Agent.Benchmarks.Faults.Planning;

/// <summary>Chance that can be repeated, drawn by several tasks at a time.</summary>
internal sealed class SeededRandom(int seed) : Random(seed)
{
    private readonly Lock _lock = new();

    public override int Next(int maxValue)
    {
        lock (_lock)
        {
            return base.Next(maxValue);
        }
    }

    public override int Next(int minValue, int maxValue)
    {
        lock (_lock)
        {
            return base.Next(minValue, maxValue);
        }
    }
}
