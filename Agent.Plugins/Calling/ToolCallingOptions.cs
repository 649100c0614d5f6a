using System.ComponentModel.DataAnnotations;
using Agent.Plugins.Calling.Budget;
using Agent.Plugins.Calling.Caching;
using Agent.Plugins.Calling.Resilience;
using Microsoft.Extensions.Options;

namespace Agent.Plugins.Calling;

/// <summary>Limits around every tool call.</summary>
public sealed class ToolCallingOptions
{
    /// <summary>Where these options stand in the configuration.</summary>
    public const string Section = "Tools";

    /// <summary>How long one call may take; default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest answer a caller gets to see, in characters; default 64,000.</summary>
    [Range(100, 10_000_000)]
    public int MaxResultCharacters { get; set; } = 64_000;

    /// <summary>
    /// Kinds of business beside the shop whose tools are offered, such as <c>airline</c>. Default: none. Data of every kind can be imported, and recordings
    /// replayed, all the same.
    /// </summary>
    public IList<string> Businesses { get; } = [];

    /// <summary>How much one conversation may call.</summary>
    [ValidateObjectMembers]
    public ToolBudgetOptions Budget { get; set; } = new();

    /// <summary>How long answers are kept.</summary>
    [ValidateObjectMembers]
    public ToolCacheOptions Cache { get; set; } = new();

    /// <summary>When a system is left alone.</summary>
    [ValidateObjectMembers]
    public ToolBreakerOptions Breaker { get; set; } = new();

    /// <summary>How often a call is made again.</summary>
    [ValidateObjectMembers]
    public ToolRetryOptions Retry { get; set; } = new();
}
