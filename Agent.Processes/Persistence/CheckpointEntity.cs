using System.Text;
using Agent.Processes.Runtime.Storage.Payloads;

namespace Agent.Processes.Persistence;

/// <summary>One commit: one superstep, or several that follow each other without an activity or an outward event. Never changed,
/// but for the journal, which may be taken out of it when it is old.</summary>
internal sealed class CheckpointEntity : IPayloadHolder
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

    /// <summary>Where large texts were taken out of the two documents; null when none were. See <see cref="PayloadReferences"/>.</summary>
    public int[]? PayloadPlaces { get; set; }

    /// <summary>Which texts: keys of <see cref="PayloadEntity"/>, each once.</summary>
    public byte[][]? PayloadHashes { get; set; }

    /// <summary>True when its activities were removed because they were old.</summary>
    public bool JournalRemoved { get; set; }

    void IPayloadHolder.Fill(IReadOnlyList<byte[]?> payloads)
    {
        Events = Encoding.UTF8.GetString(PayloadCodec.Fill(Encoding.UTF8.GetBytes(Events), isEvents: true, PayloadPlaces, payloads));
        Body = Encoding.UTF8.GetString(PayloadCodec.Fill(Encoding.UTF8.GetBytes(Body), isEvents: false, PayloadPlaces, payloads));
    }
}
