namespace Agent.Processes.Persistence;

/// <summary>A question to a person. Only its decision is ever written, and only once.</summary>
internal sealed class ApprovalEntity
{
    public required string Tenant { get; set; }

    public required string Id { get; set; }

    public required string ConversationId { get; set; }

    public required string CustomerId { get; set; }

    public required ApprovalStatus Status { get; set; }

    /// <summary>The <see cref="ApprovalRequested"/> as JSON.</summary>
    public required string Request { get; set; }

    public DateTime RequestedAt { get; set; }

    public DateTime? ExpiresAt { get; set; }

    public DateTime? DecidedAt { get; set; }

    public string? DecidedBy { get; set; }

    public string? Reason { get; set; }
}
