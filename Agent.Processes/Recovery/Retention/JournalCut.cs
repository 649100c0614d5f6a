using System.Text.Json;
using Agent.Processes.Runtime;

namespace Agent.Processes.Recovery.Retention;

/// <summary>
/// A checkpoint's body without its activities. Every other byte is the same: a document that went through a parser and a writer might be spelled in
/// another way, and would no longer be what was committed.
/// </summary>
internal sealed record JournalCut(byte[] Body, int[]? Places, byte[][]? Hashes)
{
    /// <param name="body">The body as stored.</param>
    /// <param name="places">Its row's <c>payload_places</c>, those in the events among them.</param>
    /// <param name="hashes">Its row's <c>payload_hashes</c>.</param>
    /// <returns>Null when there is no activity in it.</returns>
    public static JournalCut? Of(ReadOnlySpan<byte> body, int[]? places, byte[][]? hashes)
    {
        var cuts = FindActivities(body);
        if (cuts.Count == 0)
        {
            return null;
        }

        var rest = new MemoryStream(body.Length);
        var copied = 0;
        foreach (var (start, end) in cuts)
        {
            rest.Write(body[copied..start]);
            copied = end;
        }

        rest.Write(body[copied..]);
        var (keptPlaces, keptHashes) = Move(cuts, places ?? [], hashes ?? []);
        return new(rest.ToArray(), keptPlaces, keptHashes);
    }

    private static List<(int Start, int End)> FindActivities(ReadOnlySpan<byte> body)
    {
        List<(int Start, int End)> found = [];
        var reader = new Utf8JsonReader(body);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isSupersteps = reader.ValueTextEquals(StoredNames.Supersteps.EncodedUtf8Bytes);
            reader.Read();
            if (!isSupersteps)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                FindActivities(ref reader, body, found);
            }
        }

        return found;
    }

    private static void FindActivities(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, List<(int Start, int End)> found)
    {
        var isFirst = true;
        for (var start = (int)reader.BytesConsumed; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; start = (int)reader.BytesConsumed)
        {
            var isJournal = reader.ValueTextEquals(StoredNames.Activities.EncodedUtf8Bytes);
            reader.Read();
            reader.Skip();
            if (isJournal)
            {
                // The comma before it goes too; where it is the first member, the one behind it.
                var end = (int)reader.BytesConsumed;
                found.Add((start, isFirst && body[end] == ',' ? end + 1 : end));
            }

            isFirst = false;
        }
    }

    private static (int[]? Places, byte[][]? Hashes) Move(List<(int Start, int End)> cuts, int[] places, byte[][] hashes)
    {
        List<int> keptPlaces = [];
        List<byte[]> keptHashes = [];
        for (var pair = 0; pair + 1 < places.Length; pair += 2)
        {
            var at = places[pair];
            if (cuts.Exists(cut => at >= cut.Start && at < cut.End))
            {
                continue;
            }

            var index = keptHashes.IndexOf(hashes[places[pair + 1]]);
            if (index < 0)
            {
                index = keptHashes.Count;
                keptHashes.Add(hashes[places[pair + 1]]);
            }

            // A place in the events is negative, and stays.
            keptPlaces.Add(at - cuts.Where(cut => cut.End <= at).Sum(cut => cut.End - cut.Start));
            keptPlaces.Add(index);
        }

        return keptPlaces.Count == 0 ? (null, null) : ([.. keptPlaces], [.. keptHashes]);
    }
}
