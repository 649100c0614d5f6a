using Agent.Processes;

namespace Agent.Host.Portal.Conversations;

/// <summary>Another branch of a conversation, to be looked at beside it.</summary>
/// <param name="Other">The other one.</param>
/// <param name="Supersteps">What it did.</param>
/// <param name="Transcript">What was said in it.</param>
public sealed record BranchComparison(ConversationView Other, IReadOnlyList<SuperstepView> Supersteps, IReadOnlyList<TranscriptEntry> Transcript)
{
    /// <summary>The first place at which two transcripts say something else; null when they are the same.</summary>
    public int? FirstDifference(IReadOnlyList<TranscriptEntry> mine)
    {
        var same = 0;
        while (same < mine.Count && same < Transcript.Count && mine[same].Role == Transcript[same].Role && mine[same].Text == Transcript[same].Text)
            same++;
        return same == mine.Count && same == Transcript.Count ? null : same;
    }
}
