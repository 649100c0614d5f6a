using Agent.Host.Replay.Recordings;
using Agent.Host.Replay.Results;
using Agent.Processes;
using Agent.Processes.Replay.Journals;

namespace Agent.Host.Replay.Exact;

/// <summary>Runs conversations of ours again from their journal, superstep by superstep: whatever comes out otherwise, the engine or the code under it has changed.</summary>
internal sealed class ExactReplay(StoredConversations conversations) : IReplayEngine
{
    public async Task<ReplayResult> ReplayAsync(long number, RecordedConversation recording, CancellationToken cancellationToken)
    {
        var result = new ReplayResult { Number = number, Id = recording.Id, Customer = recording.Customer, Verdict = ReplayVerdict.Error };
        if (recording.Journal is not { } journal)
        {
            return result with { Error = "it holds no journal of ours: only a conversation of this service can be replayed exactly" };
        }

        var report = await conversations.ReplayAsync(journal, cancellationToken: cancellationToken);
        result = result with
        {
            Compared = new SortedDictionary<string, int>(StringComparer.Ordinal) { [DifferenceKinds.Engine] = report.Supersteps },
        };
        return report switch
        {
            { Difference: { } difference } => result with
            {
                Verdict = ReplayVerdict.Different,
                Differences = [new(DifferenceKinds.Engine, difference.Superstep, $"{difference.Step} {difference.Path}".Trim(), difference.Recorded?.ToString(), difference.Replayed?.ToString(), difference.Note)],
            },
            { Outcome: ReplayOutcome.Incomplete } => result with { Error = "a part of its journal was removed because it is old" },
            _ => result with { Verdict = ReplayVerdict.Same },
        };
    }

    public ValueTask DisposeAsync() => default;
}
