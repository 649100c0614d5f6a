using System.ComponentModel.DataAnnotations;

namespace Agent.Processes.Workflows.Support;

/// <summary>Limits of the support workflow.</summary>
public sealed class SupportOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Support";

    /// <summary>The longest message that is read, in characters. Default: 16,000.</summary>
    [Range(100, 65_536)]
    public int MaxMessageCharacters { get; set; } = 16_000;

    /// <summary>How often the orders specialist may ask its model in one turn. Default and upper limit: 20.</summary>
    [Range(1, 20)]
    public int MaxIterations { get; set; } = 20;

    /// <summary>
    /// How many messages, with each tool call counted as one, an agent is told as they are. When there are more at the beginning of a turn, the older half is summarised.
    /// Default: 36. At most as many as the memory of a conversation is sure to hold.
    /// </summary>
    [Range(4, AppendOnlyLog<int>.Window)]
    public int SummarizeAfterEntries { get; set; } = 36;

    /// <summary>The same in tokens, at four characters each, the system text and the tools not counted. Default: 16,000.</summary>
    [Range(500, 1_000_000)]
    public int SummarizeAfterTokens { get; set; } = 16_000;

    /// <summary>The names of injection shapes the guardrail does not look for, such as <c>assigns a role</c>; what it says when it stops a message names the shape; <c>words</c> leaves out what is told by the words alone. Default: none.</summary>
    public List<string> IgnoredShapes { get; } = [];
}
