namespace Agent.Benchmarks.Telemetry;

/// <summary>One way to tell.</summary>
/// <param name="Name">As the report calls it.</param>
/// <param name="Ratio">The share of conversations that is told.</param>
/// <param name="HasDatabase">Whether each statement is.</param>
internal sealed record TelemetryWay(string Name, double Ratio, bool HasDatabase)
{
    /// <summary>Spans of the rounds that warmed up.</summary>
    public long Spans { get; set; }

    /// <summary>Bytes sent in the same.</summary>
    public long Bytes { get; set; }
}
