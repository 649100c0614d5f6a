namespace Agent.Processes.Persistence;

/// <summary>One commit: one superstep, or several that follow each other without an activity or an outward event. Never changed.</summary>
internal sealed class CheckpointEntity
{
    public required string Tenant { get; set; }

    public required string ConversationId { get; set; }

    /// <summary>The first superstep in it, counted over the whole conversation.</summary>
    public required int Number { get; set; }

    /// <summary>The last superstep in it.</summary>
    public required int LastNumber { get; set; }

    /// <summary>The turn, which is the number of its input.</summary>
    public required int Turn { get; set; }

    public required bool EndsTurn { get; set; }

    /// <summary>The owner's epoch when it was committed.</summary>
    public required long Epoch { get; set; }

    /// <summary>The number of its last event, or of the last one before it.</summary>
    public required long LastEvent { get; set; }

    /// <summary>The older checkpoints that, with this one, hold every step's state as of now. Bounded, however long the conversation is.</summary>
    public required int[] Needs { get; set; }

    /// <summary>The events as a JSON array, numbered.</summary>
    public required string Events { get; set; }

    /// <summary>The supersteps as JSON: what ran, changed states, pending messages, activities.</summary>
    public required string Body { get; set; }

    public DateTime CommittedAt { get; set; }
}
