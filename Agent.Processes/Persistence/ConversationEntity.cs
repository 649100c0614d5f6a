namespace Agent.Processes.Persistence;

/// <summary>One conversation: who works on it, and its totals. Written once when an input is accepted and once when its turn ends.</summary>
internal sealed class ConversationEntity
{
    public required string Tenant { get; set; }

    public required string Id { get; set; }

    public required string Workflow { get; set; }

    public required string WorkflowVersion { get; set; }

    public required string CustomerId { get; set; }

    public required string Channel { get; set; }

    /// <summary>A JSON object of texts, as the caller gave it.</summary>
    public string? Metadata { get; set; }

    public required ConversationStatus Status { get; set; }

    /// <summary>The claim that owns it: unique for every claim, so that a returned value tells whether a claim succeeded. Null when nobody works on it.</summary>
    public string? Owner { get; set; }

    /// <summary>Counts the claims. Every commit carries it.</summary>
    public long Epoch { get; set; }

    /// <summary>Until when the owner may be trusted to be alive, by the database's clock.</summary>
    public DateTime? LeaseUntil { get; set; }

    /// <summary>The number of inputs accepted.</summary>
    public int LastInput { get; set; }

    /// <summary>The number of the last event of the last ended turn.</summary>
    public long LastEvent { get; set; }

    public int Turns { get; set; }

    public long InputTokens { get; set; }

    public long CachedInputTokens { get; set; }

    public long OutputTokens { get; set; }

    public decimal CostUsd { get; set; }

    /// <summary>Model calls that were answered at a cost nobody knows: they are not in <see cref="CostUsd"/>.</summary>
    public int UnpricedCalls { get; set; }

    public int ToolCalls { get; set; }

    /// <summary>True for a fork in which nothing outside may change.</summary>
    public bool Sandbox { get; set; }

    /// <summary>The conversation it was forked from; null for an ordinary one.</summary>
    public string? ForkedFrom { get; set; }

    /// <summary>The superstep it was forked at.</summary>
    public int? ForkedAt { get; set; }

    /// <summary>What was asked for when it was forked, as JSON: by whom and why, other versions of prompts.</summary>
    public string? Overrides { get; set; }

    /// <summary>Since when it has had something to do without anybody working on it: its place in the queue. Null when it is not queued.</summary>
    public DateTime? ReadyAt { get; set; }

    public ConversationPriority Priority { get; set; }

    /// <summary>One of <see cref="ParkedReasons"/>; null unless it is parked.</summary>
    public string? ParkedReason { get; set; }

    /// <summary>The error that parked it, for operators.</summary>
    public string? ParkedError { get; set; }

    /// <summary>How often work on it broke off behind <see cref="StuckAt"/>, as counted when it was found abandoned. Old as soon as a superstep is committed.</summary>
    public int Attempts { get; set; }

    /// <summary>The last superstep that was committed when work on it last broke off.</summary>
    public int StuckAt { get; set; }

    /// <summary>The person who has taken it over; null when the agent has it.</summary>
    public string? ClaimedBy { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime UpdatedAt { get; set; }

    /// <summary>Checkpoints committed before this time have lost their journal to retention; null while none has.</summary>
    public DateTime? JournalRemovedTo { get; set; }
}
