namespace Agent.Processes.Telemetry;

/// <summary>Whether spans of model calls tell what was said.</summary>
public static class TelemetryContent
{
    /// <summary>Masks a text, and by being there says that content is to be told; null (default) tells none.</summary>
    public static Func<string, string>? Mask { get; set; }
}
