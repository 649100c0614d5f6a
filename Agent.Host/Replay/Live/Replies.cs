using Agent.Host.Replay.Recordings;
using Agent.Processes.Replay;
using Agent.Processes.Replay.Rehearsing;

namespace Agent.Host.Replay.Live;

/// <summary>Pairs what the customer was answered then and now, message by message.</summary>
internal static class Replies
{
    /// <param name="recording">The recording.</param>
    /// <param name="script">Its script.</param>
    /// <param name="before">The decisions of the version that is compared with; null for the recording itself.</param>
    /// <param name="now">Those of the version that is tried out.</param>
    public static IEnumerable<(string Customer, string Before, string Now)> Pair(
        RecordedConversation recording, RehearsalScript script, IReadOnlyList<ReplayedDecision>? before, IReadOnlyList<ReplayedDecision> now)
    {
        var messages = script.CustomerMessages;
        var old = before is not null || script.IsOurs ? Of(before ?? script.Recorded) : Said(recording);
        var current = Of(now);
        return messages.Where(message => old.ContainsKey(message.Turn) && current.ContainsKey(message.Turn))
            .Select(message => (message.Text, old[message.Turn], current[message.Turn]));
    }

    /// <summary>The note of a reply is what was said.</summary>
    private static Dictionary<int, string> Of(IReadOnlyList<ReplayedDecision> decisions) => decisions
        .Where(decision => decision is { Kind: DecisionKinds.Reply, Note.Length: > 0 })
        .GroupBy(decision => decision.Turn).ToDictionary(turn => turn.Key, turn => string.Join('\n', turn.Select(decision => decision.Note)));

    private static Dictionary<int, string> Said(RecordedConversation recording)
    {
        var (said, turn) = (new Dictionary<int, string>(), 0);
        foreach (var message in recording.Messages)
        {
            turn += message.Role == RecordedMessage.User ? 1 : 0;
            if (turn > 0 && message.Role != RecordedMessage.User && message.Text.Length > 0)
            {
                said[turn] = said.TryGetValue(turn, out var before) ? $"{before}\n{message.Text}" : message.Text;
            }
        }

        return said;
    }
}
