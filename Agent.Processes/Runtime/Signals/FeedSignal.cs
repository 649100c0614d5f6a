using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Agent.Processes.Runtime.Signals;

/// <summary>What happened in a conversation, for a replica that watches it.</summary>
/// <param name="Key">The conversation.</param>
/// <param name="Turn">The turn; 0 when there is nothing but a hint to look into the database.</param>
/// <param name="Events">Events as stored, a JSON array; empty when there are none.</param>
/// <param name="Delta">A piece of the answer; null when there is none.</param>
/// <param name="Epoch">The epoch of the owner whose model wrote the piece.</param>
internal sealed record FeedSignal(ConversationKey Key, int Turn, ReadOnlyMemory<byte> Events, string? Delta = null, long Epoch = 0)
{
    /// <summary>A piece of this many characters surely fits, whatever has to be escaped in it.</summary>
    public const int DeltaChars = 1200;

    /// <summary>True when the receiver shall look into the database: what happened is too large to be sent, or not known here.</summary>
    public bool IsLook => Events.IsEmpty && Delta is null;

    /// <param name="number">Makes payloads differ: of equal ones in one transaction, PostgreSQL delivers the first only.</param>
    public string Write(long number)
    {
        var buffer = new ArrayBufferWriter<byte>(256 + Events.Length);
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteString("k", SignalChannels.Format(Key));
            if (!IsLook)
            {
                json.WriteNumber("t", Turn);
            }

            if (Delta is not null)
            {
                json.WriteNumber("p", Epoch);
                json.WriteNumber("q", number);
                json.WriteString("d", Delta);
            }

            if (!Events.IsEmpty)
            {
                json.WritePropertyName("e");
                json.WriteRawValue(Events.Span, skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads a payload; null when it is none of ours.</summary>
    public static FeedSignal? Read(string payload)
    {
        using var document = JsonDocument.Parse(payload);
        var root = document.RootElement;
        if (!root.TryGetProperty("k", out var name) || SignalChannels.Parse(name.GetString()) is not { } key)
        {
            return null;
        }

        return new(
            key,
            root.TryGetProperty("t", out var turn) ? turn.GetInt32() : 0,
            root.TryGetProperty("e", out var events) ? Encoding.UTF8.GetBytes(events.GetRawText()) : default(ReadOnlyMemory<byte>),
            root.TryGetProperty("d", out var delta) ? delta.GetString() : null,
            root.TryGetProperty("p", out var epoch) ? epoch.GetInt64() : 0);
    }
}
