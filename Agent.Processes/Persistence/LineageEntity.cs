namespace Agent.Processes.Persistence;

/// <summary>
/// A stretch of a fork's past: the supersteps up to a number, and the conversation whose rows hold them. A fork has one row for every conversation
/// it goes back to, so that a fork of a fork is read without following its ancestors one by one.
/// </summary>
internal sealed class LineageEntity
{
    public required string Tenant { get; set; }

    /// <summary>The fork.</summary>
    public required string ConversationId { get; set; }

    /// <summary>The last superstep of the stretch. It begins behind the stretch before it.</summary>
    public required int Upto { get; set; }

    /// <summary>The turn of that superstep: the inputs up to this number are the source's.</summary>
    public required int UptoTurn { get; set; }

    /// <summary>The last event of the stretch.</summary>
    public required long UptoEvent { get; set; }

    /// <summary>The conversation whose rows these are.</summary>
    public required string SourceId { get; set; }
}
