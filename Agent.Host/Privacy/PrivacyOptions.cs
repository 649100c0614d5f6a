using System.ComponentModel.DataAnnotations;

namespace Agent.Host.Privacy;

/// <summary>How customers are erased.</summary>
internal sealed class PrivacyOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Erasure";

    /// <summary>How long after the first pass everything is gone through again: longer than any background work takes. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan SecondPass { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often each replica looks for erasures that were broken off, or need their second pass. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after a tool server could not be asked it is asked again. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromMinutes(1);
}
