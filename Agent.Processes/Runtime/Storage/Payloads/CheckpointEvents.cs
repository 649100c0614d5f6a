using System.Linq.Expressions;
using System.Text;
using Agent.Processes.Persistence;

namespace Agent.Processes.Runtime.Storage.Payloads;

/// <summary>The events of one checkpoint, for those who read no more of it.</summary>
internal sealed class CheckpointEvents : IPayloadHolder
{
    /// <summary>The columns to read.</summary>
    public static Expression<Func<CheckpointEntity, CheckpointEvents>> FromEntity { get; } = checkpoint => new()
    {
        ConversationId = checkpoint.ConversationId,
        Number = checkpoint.Number,
        Turn = checkpoint.Turn,
        Events = checkpoint.Events,
        PayloadPlaces = checkpoint.PayloadPlaces,
        PayloadHashes = checkpoint.PayloadHashes,
    };

    public required string ConversationId { get; init; }

    public required int Number { get; init; }

    public required int Turn { get; init; }

    public required string Events { get; set; }

    public int[]? PayloadPlaces { get; init; }

    public byte[][]? PayloadHashes { get; init; }

    public void Fill(IReadOnlyList<byte[]?> payloads) =>
        Events = Encoding.UTF8.GetString(PayloadCodec.Fill(Encoding.UTF8.GetBytes(Events), isEvents: true, PayloadPlaces, payloads));
}
