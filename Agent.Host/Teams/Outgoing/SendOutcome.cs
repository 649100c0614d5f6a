namespace Agent.Host.Teams.Outgoing;

/// <summary>What the connector made of something that was sent.</summary>
/// <param name="Kind">See <see cref="SendKind"/>.</param>
/// <param name="Id">Its id in Teams, when it was taken.</param>
/// <param name="After">How long the connector wants us to wait, when it said so.</param>
/// <param name="Reason">What it said, for the log.</param>
internal sealed record SendOutcome(SendKind Kind, string? Id = null, TimeSpan? After = null, string? Reason = null);

/// <summary>See <see cref="SendOutcome"/>.</summary>
internal enum SendKind
{
    /// <summary>It is there.</summary>
    Sent,

    /// <summary>It may be taken later.</summary>
    Later,

    /// <summary>The person has blocked the bot or removed the app.</summary>
    Gone,

    /// <summary>The stream it belongs to takes nothing more, or never was one.</summary>
    StreamEnded,

    /// <summary>It is larger than a message may be.</summary>
    TooLarge,

    /// <summary>It will never be taken.</summary>
    Refused,
}
