namespace Agent.Benchmarks.Measuring;

/// <summary>
/// Ratios of things that were measured one beside the other, on a machine that is never quiet. Nothing is taken for granted about how they spread, but that it is as likely above
/// their middle as below: the middle is that of Hodges and Lehmann (the median of the means of all pairs, on logarithms), and its bounds are those of Wilcoxon's signed ranks.
/// </summary>
internal sealed class PairedRatios
{
    /// <summary>The share of the normal distribution that lies within as many deviations is 95 %.</summary>
    private const double Deviations = 1.96;

    private readonly double[] _means;
    private readonly int _count;

    /// <param name="ratios">At least six: below, no bounds hold 95 %.</param>
    public PairedRatios(IEnumerable<double> ratios)
    {
        var logarithms = ratios.Select(ratio => Math.Log(ratio)).ToArray();
        if (logarithms.Length < 6)
        {
            throw new ArgumentException("Less than six ratios have no bounds.", nameof(ratios));
        }

        _count = logarithms.Length;
        _means = [.. Enumerable.Range(0, _count).SelectMany(first => Enumerable.Range(first, _count - first), (first, second) => (logarithms[first] + logarithms[second]) / 2).Order()];
    }

    /// <summary>The middle.</summary>
    public double Middle => Math.Exp(_means.Length % 2 == 1 ? _means[_means.Length / 2] : (_means[(_means.Length / 2) - 1] + _means[_means.Length / 2]) / 2);

    /// <summary>The middle is not below this, in 95 of 100 such measurements.</summary>
    public double Least => Math.Exp(_means[Outside]);

    /// <summary>Nor above this.</summary>
    public double Most => Math.Exp(_means[^(Outside + 1)]);

    /// <summary>How many of the means lie outside the bounds, on each side.</summary>
    private int Outside => Math.Max(0, (int)Math.Floor((_means.Length / 2.0) - (Deviations * Math.Sqrt(_count * (_count + 1.0) * ((2.0 * _count) + 1) / 24))) - 1);
}
