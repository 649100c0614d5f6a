using System.Text.Json;
using Agent.Processes.Replay.Journals;

namespace Agent.Host.Replay.Recordings;

/// <summary>A conversation as somebody recorded it, read and checked.</summary>
internal sealed record RecordedConversation
{
    /// <summary>What its maker calls it.</summary>
    public required string Id { get; init; }

    /// <summary>The shop it was held in.</summary>
    public required string Tenant { get; init; }

    /// <summary>Whose case it is.</summary>
    public required string Customer { get; init; }

    /// <summary>Everything that was said and done, in order.</summary>
    public required IReadOnlyList<RecordedMessage> Messages { get; init; }

    /// <summary>When it began; null when the recording does not say.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>What should come of it, as its maker says; undefined when nothing is said.</summary>
    public JsonElement Expected { get; init; }

    /// <summary>Its maker's notes; undefined when there are none.</summary>
    public JsonElement Labels { get; init; }

    /// <summary>Our own journal of it, where it is one of ours.</summary>
    public ConversationJournal? Journal { get; init; }

    /// <summary>Every tool call, in order.</summary>
    public IEnumerable<RecordedToolCall> Calls => Messages.SelectMany(message => message.Calls);
}
