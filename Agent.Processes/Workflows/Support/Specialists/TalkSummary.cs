namespace Agent.Processes.Workflows.Support.Specialists;

/// <summary>What a model said the first part of a conversation came to. The part itself stays stored.</summary>
/// <param name="Text">The summary.</param>
/// <param name="Entries">How many entries of the memory, counted from the very first, it stands for.</param>
[LogWindow(1)]
internal sealed record TalkSummary(string Text, int Entries)
{
    /// <summary>The one that stands for all before it; null when there is none.</summary>
    public static TalkSummary? Last(AppendOnlyLog<TalkSummary> summaries) => summaries.Count == 0 ? null : summaries[summaries.Count - 1];

    /// <summary>The entries a summary does not stand for, oldest first. A long turn may have pushed the oldest of them out of the memory.</summary>
    public static IReadOnlyList<AgentMessage> Rest(AppendOnlyLog<AgentMessage> memory, TalkSummary? summary) =>
        [.. memory.Skip(Math.Max(0, (summary?.Entries ?? 0) - (memory.Total - memory.Count)))];
}
