using System.Text.Json.Nodes;

namespace Agent.Host.Teams.Storage;

/// <summary>Something to send.</summary>
/// <param name="Key">What it is: a second one of the same key is not stored.</param>
/// <param name="Body">The activity, without addresses.</param>
internal sealed record OutgoingMessage(string Key, JsonObject Body)
{
    /// <summary>For a card: the approval it asks about.</summary>
    public string? ApprovalId { get; init; }

    /// <summary>For a card: what a click must carry.</summary>
    public string? Nonce { get; init; }

    /// <summary>For an answer that was shown while it was written: the stream it ends.</summary>
    public string? StreamId { get; init; }

    /// <summary>What the stream has shown; null when nobody knows any more.</summary>
    public string? Shown { get; init; }
}
