namespace Agent.Host.Api.Contracts;

/// <summary>Takes a conversation over.</summary>
public sealed record ClaimRequest
{
    /// <summary>Why, for other operators; up to 1,000 characters.</summary>
    public string? Reason { get; set; }
}
