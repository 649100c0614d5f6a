namespace Agent.Benchmarks.Measuring;

/// <summary>Durations in milliseconds, sorted.</summary>
internal sealed class Durations
{
    private readonly double[] _sorted;

    public Durations(IEnumerable<double> milliseconds) => _sorted = [.. milliseconds.Order()];

    public double Median => At(0.5);

    /// <summary>The value that a share of all durations does not exceed (nearest rank).</summary>
    public double At(double share) => _sorted.Length == 0 ? double.NaN : _sorted[Math.Clamp((int)Math.Ceiling(share * _sorted.Length) - 1, 0, _sorted.Length - 1)];
}
