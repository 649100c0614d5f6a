using System.Security.Cryptography;

namespace Agent.Processes.Runtime.Storage.Payloads;

/// <summary>
/// Takes the large texts out of a checkpoint's documents and puts them back. What is left of a text is <c>""</c>; where, and which text it was, stands
/// beside the documents (<see cref="PayloadReferences"/>). A reference inside a document would have to look like something no customer and no tool can
/// write; one outside cannot be mistaken for anything.
/// </summary>
internal static class PayloadCodec
{
    /// <summary>A JSON string of so many bytes and more, as written between its quotes, is taken out. Below that the reference is not worth its row.</summary>
    public const int SmallestBytes = 4096;

    private static readonly byte[] s_placeholder = "\"\""u8.ToArray();

    /// <summary>Takes the large texts out. A document that is shorter than one is not even looked through.</summary>
    public static StoredDocuments Take(ReadOnlyMemory<byte> events, ReadOnlyMemory<byte> body)
    {
        if (events.Length < SmallestBytes && body.Length < SmallestBytes)
        {
            return new(events, body, null);
        }

        var taken = new TakenPayloads();
        var shortEvents = Take(events, taken, isEvents: true);
        var shortBody = Take(body, taken, isEvents: false);
        return new(shortEvents, shortBody, taken.IsEmpty ? null : taken);
    }

    /// <summary>Puts the texts back.</summary>
    /// <param name="document">The document as stored.</param>
    /// <param name="isEvents">True for the events, false for the body.</param>
    /// <param name="places">As stored: see <see cref="PayloadReferences"/>.</param>
    /// <param name="payloads">The texts, in the order of the stored hashes.</param>
    /// <exception cref="InvalidDataException">A text is missing, or the places belong to another document.</exception>
    public static byte[] Fill(ReadOnlySpan<byte> document, bool isEvents, ReadOnlySpan<int> places, IReadOnlyList<byte[]?> payloads)
    {
        var full = new MemoryStream(document.Length);
        var copied = 0;
        foreach (var (at, index) in PayloadReferences.Of(places, isEvents))
        {
            if (at < copied || at > document.Length - s_placeholder.Length || !document.Slice(at, s_placeholder.Length).SequenceEqual(s_placeholder))
            {
                throw new InvalidDataException($"A stored document of {document.Length} bytes has no place for a payload at {at}.");
            }

            full.Write(document[copied..at]);
            full.Write(payloads[index] ?? throw new InvalidDataException($"The payload for the place {at} of a stored document is missing."));
            copied = at + s_placeholder.Length;
        }

        full.Write(document[copied..]);
        return full.ToArray();
    }

    private static ReadOnlyMemory<byte> Take(ReadOnlyMemory<byte> document, TakenPayloads taken, bool isEvents)
    {
        MemoryStream? rest = null;
        var json = document.Span;
        var copied = 0;
        for (var at = 0; json.Length - at >= SmallestBytes;)
        {
            var quote = json[at..].IndexOf((byte)'"');
            if (quote < 0)
            {
                break;
            }

            var start = at + quote;
            at = EndOfText(json, start);
            if (at - start - 2 < SmallestBytes || IsName(json, at))
            {
                continue;
            }

            rest ??= new(json.Length / 2);
            rest.Write(json[copied..start]);
            taken.Add((int)rest.Length, isEvents, document[start..at]);
            rest.Write(s_placeholder);
            copied = at;
        }

        if (rest is null)
        {
            return document;
        }

        rest.Write(json[copied..]);
        return rest.ToArray();
    }

    private static int EndOfText(ReadOnlySpan<byte> json, int start)
    {
        var at = start + 1;
        while (true)
        {
            at += json[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (json[at] == '"')
            {
                return at + 1;
            }

            at += 2;
        }
    }

    private static bool IsName(ReadOnlySpan<byte> json, int end)
    {
        var behind = json[end..].TrimStart(" \t\r\n"u8);
        return behind is [(byte)':', ..];
    }

    /// <summary>SHA-256 of a text as it is written, quotes and escapes included: what is stored is what is put back, byte for byte.</summary>
    public static byte[] HashOf(ReadOnlySpan<byte> text) => SHA256.HashData(text);
}
