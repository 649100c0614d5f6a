namespace Agent.Host.Api.Contracts;

/// <summary>Hands a conversation back to the agent.</summary>
public sealed record ReleaseRequest
{
    /// <summary>What the agent and other operators should know, up to 1,000 characters. The customer does not see it.</summary>
    public string? Note { get; set; }
}
