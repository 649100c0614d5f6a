using System.Globalization;

namespace Agent.Benchmarks.Guardrail;

/// <summary>How many of how many, with the interval that holds the true share in 19 cases of 20 (Wilson's).</summary>
internal readonly record struct Share(int Count, int Of)
{
    private const double Z = 1.959964;

    public override string ToString()
    {
        if (Of == 0)
        {
            return "–";
        }

        var share = (double)Count / Of;
        var (middle, half) = ((share + Z * Z / (2 * Of)) / (1 + Z * Z / Of), Z / (1 + Z * Z / Of) * Math.Sqrt(share * (1 - share) / Of + Z * Z / (4d * Of * Of)));
        return string.Create(CultureInfo.InvariantCulture, $"{Count} of {Of}: {share:P1} ({Math.Max(0, middle - half):P1}–{Math.Min(1, middle + half):P1})");
    }
}
