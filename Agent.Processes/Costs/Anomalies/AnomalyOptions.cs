using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Costs.Anomalies;

/// <summary>When usage counts as unusual.</summary>
public sealed class AnomalyOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Anomalies";

    /// <summary>How long after one look the next one comes. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many days say what is usual, today included. Default 14.</summary>
    [Range(3, 90)]
    public int Days { get; set; } = 14;

    /// <summary>The fewest samples of those days that say it: conversations, customers' days, or calls of a prompt's version on a day. Below, nothing is unusual. Default 30.</summary>
    [Range(5, 100_000)]
    public int MinimumSamples { get; set; } = 30;

    /// <summary>How many deviations above the median the usual range ends. Default 4.</summary>
    [Range(1.0, 100.0)]
    public double Deviations { get; set; } = 4;
}

[OptionsValidator]
internal sealed partial class AnomalyOptionsValidator : IValidateOptions<AnomalyOptions>;
