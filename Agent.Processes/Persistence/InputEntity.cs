namespace Agent.Processes.Persistence;

/// <summary>An accepted input. It is never changed: a turn has its input's number, so what is done shows in the checkpoints.</summary>
internal sealed class InputEntity
{
    public required string Tenant { get; set; }

    public required string ConversationId { get; set; }

    /// <summary>Counted per conversation from 1, without gaps.</summary>
    public required int Number { get; set; }

    /// <summary>One of <see cref="ConversationInputs"/>.</summary>
    public required string Kind { get; set; }

    /// <summary>The input's data as JSON.</summary>
    public required string Payload { get; set; }

    public string? IdempotencyKey { get; set; }

    /// <summary>The id of the request it came with; null when it came with none.</summary>
    public string? RequestId { get; set; }

    public DateTime ReceivedAt { get; set; }
}
