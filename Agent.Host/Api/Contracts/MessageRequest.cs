namespace Agent.Host.Api.Contracts;

/// <summary>What the customer writes.</summary>
public sealed record MessageRequest
{
    /// <summary>The text, less than 64 KB of UTF-8.</summary>
    public required string Text { get; set; }
}
