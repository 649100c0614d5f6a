using System.ComponentModel.DataAnnotations;

namespace Agent.Plugins.Calling.Resilience;

/// <summary>When a system that does not answer is left alone for a while.</summary>
public sealed class ToolBreakerOptions
{
    /// <summary>The share of calls that must fail; default one half.</summary>
    [Range(0.01, 1)]
    public double FailureRatio { get; set; } = 0.5;

    /// <summary>The calls within <see cref="SamplingTime"/> below which nothing is concluded; default 20.</summary>
    [Range(2, 1_000_000)]
    public int MinimumCalls { get; set; } = 20;

    /// <summary>How far back calls are counted; default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00")]
    public TimeSpan SamplingTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the system is left alone before one call tries it again; default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00")]
    public TimeSpan BreakTime { get; set; } = TimeSpan.FromSeconds(10);
}
