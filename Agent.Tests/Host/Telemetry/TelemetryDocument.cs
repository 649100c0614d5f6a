using System.Text.RegularExpressions;
using Agent.Tests.Conventions;

namespace Agent.Tests.Host.Telemetry;

/// <summary>What docs/telemetry.md promises: the first column of its tables.</summary>
internal static partial class TelemetryDocument
{
    private static readonly Dictionary<string, HashSet<string>> s_sections = Read();

    public static IReadOnlySet<string> Spans => s_sections["Spans"];

    public static IReadOnlySet<string> Metrics => s_sections["Metrics"];

    public static IReadOnlySet<string> Attributes => s_sections["Attributes"];

    /// <summary>The name as a Prometheus exporter writes it, with every ending it may have.</summary>
    public static IEnumerable<string> PrometheusNames =>
        from metric in Metrics
        let name = metric.Replace('.', '_')
        from ending in new[] { "", "_total", "_seconds", "_seconds_bucket", "_seconds_count", "_seconds_sum", "_bucket", "_count", "_sum" }
        select name + ending;

    private static Dictionary<string, HashSet<string>> Read()
    {
        var sections = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var part in File.ReadAllText(Path.Combine(Repository.Root, "docs", "telemetry.md")).Split("\n## "))
        {
            sections[part.Split('\n')[0].Trim()] = [.. Row().Matches(part).SelectMany(row => Name().Matches(row.Groups[1].Value)).Select(name => name.Groups[1].Value)];
        }

        return sections;
    }

    [GeneratedRegex(@"^\| (`[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
