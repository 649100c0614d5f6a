using System.Text.Json;

namespace Agent.Processes;

/// <summary>Where to fork a conversation, and what shall be different.</summary>
public sealed record ForkRequest
{
    /// <summary>The last superstep that is shared.</summary>
    public required int Checkpoint { get; init; }

    /// <summary>Edited step states, by step path: JSON merge patches (RFC 7396) onto the states after the superstep. A list is replaced as a whole.</summary>
    public IReadOnlyDictionary<string, JsonElement>? States { get; init; }

    /// <summary>Versions of prompts to use in place of those in force, by the prompt's name.</summary>
    public IReadOnlyDictionary<string, string>? Prompts { get; init; }

    /// <summary>The answer to the approval that is open after the superstep; null to leave it open.</summary>
    public ForkAnswer? Approval { get; init; }

    /// <summary>True to let consequential tools run for real. The caller sees to it that only those ask for it who may.</summary>
    public bool Live { get; init; }

    /// <summary>Who asks; kept with the fork.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>Why; kept with the fork.</summary>
    public string? Reason { get; init; }
}

/// <summary>See <see cref="ForkRequest.Approval"/>.</summary>
public enum ForkAnswer
{
    /// <summary>Yes.</summary>
    Approve,

    /// <summary>No.</summary>
    Deny,

    /// <summary>Nobody answered in time.</summary>
    Expire,
}

/// <summary>What came of a fork.</summary>
/// <param name="Fork">The new conversation; null when the request was refused.</param>
/// <param name="Faults">Why it was refused: what is wrong, by the place in the request. Empty when it was not.</param>
public sealed record ForkOutcome(ConversationView? Fork, IReadOnlyDictionary<string, string[]> Faults);

/// <summary>Where a conversation was forked.</summary>
/// <param name="ConversationId">From which conversation.</param>
/// <param name="Checkpoint">The last superstep it shares.</param>
public sealed record ForkPoint(string ConversationId, int Checkpoint);
