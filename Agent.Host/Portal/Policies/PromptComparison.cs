using Agent.Processes.Prompts;

namespace Agent.Host.Portal.Policies;

/// <summary>Two versions of a prompt.</summary>
/// <param name="Other">One that is not in force.</param>
/// <param name="InForce">The one that is.</param>
public sealed record PromptComparison(Prompt Other, Prompt InForce)
{
    /// <summary>The lines of both, in order: those only the other has, those only the one in force has, and those they share.</summary>
    public IReadOnlyList<(char Mark, string Text)> Lines() => LineDiff.Of(Other.Config.Template ?? "", InForce.Config.Template ?? "");
}
