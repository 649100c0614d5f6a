namespace Agent.Processes.Workflows.Support.Events;

/// <summary>A ticket has to be opened, and the customer told.</summary>
internal sealed record TicketNeeded
{
    /// <summary><c>orders</c>, <c>billing</c>, <c>technical</c>, <c>general</c> or <c>human</c>.</summary>
    public required string Team { get; init; }

    /// <summary><c>low</c>, <c>normal</c>, <c>high</c> or <c>urgent</c>.</summary>
    public required string Priority { get; init; }

    public required string Subject { get; init; }

    public required string Body { get; init; }

    /// <summary>What the customer is told before the sentence about the ticket.</summary>
    public required string Opening { get; init; }

    /// <summary>The customer, when a step has identified them.</summary>
    public string? CustomerId { get; init; }
}
