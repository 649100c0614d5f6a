using System.Globalization;

namespace Agent.Benchmarks.Reports;

/// <summary>Numbers as the report shows them.</summary>
internal static class Figures
{
    public static string Show(double value) => double.IsNaN(value) ? "-" : value.ToString(Format(value), CultureInfo.InvariantCulture);

    /// <summary>How many times better: above 1 is better than the reference, whichever direction better is.</summary>
    public static string Times(double better) => double.IsFinite(better) ? $"{Show(better)}×" : "-";

    private static string Format(double value) => Math.Abs(value) switch
    {
        >= 100 => "N0",
        >= 10 => "N1",
        _ => "N2",
    };
}
