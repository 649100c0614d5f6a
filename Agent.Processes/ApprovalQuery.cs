namespace Agent.Processes;

/// <summary>Which approvals are wanted. What is left out does not matter.</summary>
public sealed record ApprovalQuery
{
    /// <summary>Those in this status.</summary>
    public ApprovalStatus? Status { get; init; }

    /// <summary>Those of this conversation.</summary>
    public string? ConversationId { get; init; }

    /// <summary>Those that this approver decides: <c>customer</c> or <c>operator</c>.</summary>
    public string? Approver { get; init; }

    /// <summary>True for those of sandboxes too, which nobody has to decide. Those of one conversation come whatever it is.</summary>
    public bool WithSandboxes { get; init; }

    /// <summary>Those behind this one: the last of the page before.</summary>
    public ApprovalPlace? After { get; init; }

    /// <summary>At most this many. Default: 100.</summary>
    public int Limit { get; init; } = 100;
}
