namespace Agent.Host.Evaluation.Metrics;

/// <summary>A measured share, and the interval that holds the true one in 19 cases of 20.</summary>
/// <param name="Value">From 0 to 1; null when there was nothing to measure it on.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">Its upper end.</param>
internal sealed record Proportion(double? Value, double Low, double High)
{
    private const double Z = 1.959964;

    /// <summary>So many of so many, with Wilson's interval: it holds for few cases too, and for none and all.</summary>
    public static Proportion Of(int part, int whole)
    {
        if (whole == 0)
        {
            return new(null, 0, 1);
        }

        var (share, n) = ((double)part / whole, (double)whole);
        var middle = (share + (Z * Z / (2 * n))) / (1 + (Z * Z / n));
        var half = Z / (1 + (Z * Z / n)) * Math.Sqrt((share * (1 - share) / n) + (Z * Z / (4 * n * n)));
        return new(Rounded(share), Rounded(Math.Max(0, middle - half)), Rounded(Math.Min(1, middle + half)));
    }

    /// <summary>Files that are compared hold no digits that mean nothing.</summary>
    public static double Rounded(double value) => Math.Round(value, 4);
}
