namespace Microsoft.SemanticKernel.Process.Tools;

/// <summary>Draws a process as a Mermaid flowchart.</summary>
/// <remarks>
/// Nodes look as in Semantic Kernel's own drawing. The edges say more: each carries its event, and those from Start are the real input
/// events. The text depends on the graph alone, so it can be compared with a stored one.
/// </remarks>
public static class ProcessVisualizationExtensions
{
    /// <summary>Builds the process and draws it, see <see cref="ToMermaid(KernelProcess, int)"/>.</summary>
    public static string ToMermaid(this ProcessBuilder processBuilder, int maxLevel = 2)
    {
        ArgumentNullException.ThrowIfNull(processBuilder);
        return processBuilder.Build().ToMermaid(maxLevel);
    }

    /// <summary>Draws the process from its input events to its ends, one box a step.</summary>
    /// <param name="process">The process to draw.</param>
    /// <param name="maxLevel">How many levels of processes to open; with 1, a nested process is a single box.</param>
    /// <exception cref="InvalidOperationException"><paramref name="maxLevel"/> is less than 1.</exception>
    public static string ToMermaid(this KernelProcess process, int maxLevel = 2)
    {
        ArgumentNullException.ThrowIfNull(process);
        return maxLevel >= 1
            ? new MermaidFlowchart(maxLevel).Draw(process)
            : throw new InvalidOperationException($"At least one level of '{process.State.Name}' must be drawn, not {maxLevel}.");
    }
}
