namespace Agent.Processes.Persistence;

/// <summary>A question to a person. Only its decision is ever written, and only once; but a yes the customer calls off before it is carried out is withdrawn.</summary>
internal sealed class ApprovalEntity
{
    public required string Tenant { get; set; }

    public required string Id { get; set; }

    public required string ConversationId { get; set; }

    public required string CustomerId { get; set; }

    public required ApprovalStatus Status { get; set; }

    /// <summary>The <see cref="ApprovalRequested"/> as JSON.</summary>
    public required string Request { get; set; }

    /// <summary>Who is asked, as the request says.</summary>
    public string? Approver { get; private set; }

    public DateTime RequestedAt { get; set; }

    public DateTime? ExpiresAt { get; set; }

    /// <summary>When the next reminder is due.</summary>
    public DateTime? RemindAt { get; set; }

    /// <summary>The earlier of the two: when somebody has to look at it.</summary>
    public DateTime? DueAt { get; private set; }

    public DateTime? DecidedAt { get; set; }

    public string? DecidedBy { get; set; }

    public string? Reason { get; set; }
}
