using System.ComponentModel.DataAnnotations;

namespace Agent.Plugins.Calling.Budget;

/// <summary>How much one conversation, or one caller outside of any, may call within a minute on one replica.</summary>
public sealed class ToolBudgetOptions
{
    /// <summary>All calls; default 300. A turn of a workflow makes a few dozen at the most.</summary>
    [Range(1, 1_000_000)]
    public int CallsPerMinute { get; set; } = 300;

    /// <summary>Calls of tools that change something; default 60.</summary>
    [Range(1, 1_000_000)]
    public int ChangesPerMinute { get; set; } = 60;
}
