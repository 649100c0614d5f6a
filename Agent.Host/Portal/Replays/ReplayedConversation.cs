using Agent.Host.Replay.Recordings;
using Agent.Processes.Replay;

namespace Agent.Host.Portal.Replays;

/// <summary>One conversation of a replay, both sides of it.</summary>
/// <param name="Figures">The replay.</param>
/// <param name="Number">Its place in it.</param>
/// <param name="Name">Its id, or the recording's.</param>
/// <param name="Customer">Whose it is.</param>
/// <param name="Conversation">The stored conversation; null for a recording that was uploaded, and when it is gone.</param>
/// <param name="Error">Why it could not be replayed.</param>
/// <param name="Lines">How it was held.</param>
/// <param name="Changes">What came out otherwise.</param>
/// <param name="Decisions">What was decided in the replay, where decisions were replayed.</param>
/// <param name="Divergences">What was asked for and is not on record: the turn, what, and what was given instead.</param>
/// <param name="EndState">What it left behind in the copy of the shop, as JSON.</param>
public sealed record ReplayedConversation(
    ReplayFigures Figures, long Number, string Name, string? Customer, string? Conversation, string? Error, IReadOnlyList<ReplayedLine> Lines, IReadOnlyList<ReplayChange> Changes,
    IReadOnlyList<ReplayedDecision> Decisions, IReadOnlyList<(int Turn, string Asked, string Answer)> Divergences, string? EndState)
{
    /// <summary>Whether a decision came out otherwise than before.</summary>
    public bool IsChanged(ReplayedDecision decision) =>
        Changes.Any(change => change.Kind == decision.Kind && change.Place == decision.Turn && change.Subject == decision.Subject);

    internal static IReadOnlyList<ReplayedLine> Read(RecordedConversation? recording) => recording is null ? [] :
    [
        .. recording.Messages.SelectMany(message => (ReplayedLine[])
        [
            .. message.Text.Length > 0 ? new[] { new ReplayedLine(message.Role == RecordedMessage.User ? "customer" : "agent", message.Text) } : [],
            .. message.Calls.Select(call => new ReplayedLine("tool", $"{call.Tool} {call.Arguments.ToJsonString()}", Result: call.Result)),
        ]),
    ];
}
