namespace Agent.Host.Terminal;

/// <summary>What the <c>chat</c> verb was asked to do.</summary>
internal sealed record ChatOptions
{
    /// <summary>Who is talking. Default: a customer of the sample shop.</summary>
    public string CustomerId { get; init; } = "mara_olsen_1001";

    /// <summary>The conversation to go on with; null starts a new one.</summary>
    public string? ConversationId { get; init; }
}
