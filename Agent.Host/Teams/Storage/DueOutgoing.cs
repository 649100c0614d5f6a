namespace Agent.Host.Teams.Storage;

/// <summary>Something that is to be sent now.</summary>
/// <param name="Chat">Where to.</param>
/// <param name="Number">Its number.</param>
/// <param name="Body">The activity, without addresses.</param>
/// <param name="Replaces">True when it replaces a card.</param>
/// <param name="SentId">The id in Teams of the card it replaces; null when that never arrived.</param>
/// <param name="Attempts">How often it was tried, this time included.</param>
/// <param name="StreamId">The stream it ends; null for a message by itself, and when Teams has ended the stream.</param>
/// <param name="Shown">What the stream has shown.</param>
internal sealed record DueOutgoing(Chat Chat, long Number, string Body, bool Replaces, string? SentId, int Attempts, string? StreamId, string? Shown);
