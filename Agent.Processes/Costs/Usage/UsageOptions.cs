using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Costs.Usage;

/// <summary>How usage is added up.</summary>
public sealed class UsageOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Usage";

    /// <summary>How long after one look for ended turns the next one comes. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);
}

[OptionsValidator]
internal sealed partial class UsageOptionsValidator : IValidateOptions<UsageOptions>;
