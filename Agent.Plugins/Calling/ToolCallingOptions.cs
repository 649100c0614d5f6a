using System.ComponentModel.DataAnnotations;

namespace Agent.Plugins.Calling;

/// <summary>Limits around every tool call.</summary>
public sealed class ToolCallingOptions
{
    /// <summary>Where these options stand in the configuration.</summary>
    public const string Section = "Tools";

    /// <summary>How long one call may take; default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
