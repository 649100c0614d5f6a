using Agent.Processes;

namespace Agent.Host.Api.Contracts;

/// <summary>Starts a conversation.</summary>
/// <remarks>Its members are settable: generated JSON readers forget the defaults of those that are only initialised.</remarks>
public sealed record ConversationRequest
{
    /// <summary>The customer as the channel identified them; <c>guest</c> when it did not.</summary>
    public required string CustomerId { get; set; }

    /// <summary>The workflow's name.</summary>
    public string Workflow { get; set; } = "support";

    /// <summary>Where the conversation is held.</summary>
    public string Channel { get; set; } = "web";

    /// <summary>Who waits for the answers: <c>interactive</c>, a person, or <c>batch</c>, a program that is served when no person waits.</summary>
    public ConversationPriority Priority { get; set; }

    /// <summary>Anything to find again later; stored as it is.</summary>
    public Dictionary<string, string>? Metadata { get; set; }
}
