using Agent.Host.Replay.Results;

namespace Agent.Host.Portal.Replays;

/// <summary>One thing that came out otherwise, with the ways to both sides.</summary>
/// <param name="Run">The replay.</param>
/// <param name="Number">The conversation's place in it.</param>
/// <param name="Name">What the conversation is called: its id, or the recording's.</param>
/// <param name="Kind">What sort of decision.</param>
/// <param name="Place">A turn or message counted from 1, or a superstep; 0 for the whole.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Before">As it was; null for nothing.</param>
/// <param name="Now">As it is; null for nothing.</param>
/// <param name="Note">What may explain it.</param>
/// <param name="AmountMinor">The money at stake in cents.</param>
/// <param name="BeforeAddress">Where it is shown as it was.</param>
/// <param name="NowAddress">Where it is shown as it is.</param>
public sealed record ReplayChange(
    string Run, long Number, string Name, string Kind, int Place, string Subject, string? Before, string? Now, string? Note, long? AmountMinor,
    string BeforeAddress, string NowAddress)
{
    internal static ReplayChange Of(string run, string? stored, ReplayResult result, ReplayDifference difference) => new(
        run, result.Number, result.Id ?? "?", difference.Kind, difference.Place, difference.Subject, difference.Recorded, difference.Replayed, difference.Note, difference.AmountMinor,
        stored is null ? PortalAddresses.Replayed(run, result.Number) + "#before"
            : difference.Kind == DifferenceKinds.Engine ? PortalAddresses.Superstep(stored, difference.Place)
            : PortalAddresses.Conversation(stored) + (difference.Place > 0 ? $"#turn-t{difference.Place}" : ""),
        PortalAddresses.Replayed(run, result.Number) + "#now");
}
