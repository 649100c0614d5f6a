namespace Agent.Host.Teams.Outgoing.Streaming;

/// <summary>What somebody has seen of an answer before it was complete.</summary>
/// <param name="StreamId">The stream it was shown in, as long as that can be ended; null when there is none.</param>
/// <param name="Shown">What may have been shown of it.</param>
internal sealed record ShownAnswer(string? StreamId, string? Shown)
{
    public static readonly ShownAnswer Nothing = new(null, null);
}
