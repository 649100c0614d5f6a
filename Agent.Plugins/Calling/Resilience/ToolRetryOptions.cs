using System.ComponentModel.DataAnnotations;

namespace Agent.Plugins.Calling.Resilience;

/// <summary>How often a call is made again whose fault may pass.</summary>
public sealed class ToolRetryOptions
{
    /// <summary>The most repetitions; default 2, and with any at least 5 while the tools' database is away.</summary>
    [Range(0, 10)]
    public int Repetitions { get; set; } = 2;

    /// <summary>The pause before the first; each further one is twice as long, and all are spread at random. Default 200 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan Pause { get; set; } = TimeSpan.FromMilliseconds(200);
}
