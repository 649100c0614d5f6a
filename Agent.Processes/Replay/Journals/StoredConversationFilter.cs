namespace Agent.Processes.Replay.Journals;

/// <summary>Which conversations; what is null is not looked at.</summary>
public sealed record StoredConversationFilter
{
    /// <summary>Of this customer.</summary>
    public string? CustomerId { get; init; }

    /// <summary>Held on this channel.</summary>
    public string? Channel { get; init; }

    /// <summary>Of this workflow.</summary>
    public string? Workflow { get; init; }

    /// <summary>Begun at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Begun before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>At most this many. Default: 100,000.</summary>
    public int Limit { get; init; } = 100_000;
}
