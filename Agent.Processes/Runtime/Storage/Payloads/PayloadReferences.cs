namespace Agent.Processes.Runtime.Storage.Payloads;

/// <summary>
/// How a checkpoint's row says where its texts belong. <c>payload_places</c> holds pairs: the byte in the stored document where the text's placeholder
/// begins, and the text's index in <c>payload_hashes</c>. A place in the events is stored as its bitwise complement, which is negative.
/// </summary>
internal static class PayloadReferences
{
    public static int Place(int at, bool isEvents) => isEvents ? ~at : at;

    /// <summary>The references of one of the two documents, in its order.</summary>
    public static List<(int At, int Index)> Of(ReadOnlySpan<int> places, bool isEvents)
    {
        var found = new List<(int At, int Index)>(places.Length / 2);
        for (var pair = 0; pair + 1 < places.Length; pair += 2)
        {
            if (places[pair] < 0 == isEvents)
            {
                found.Add((isEvents ? ~places[pair] : places[pair], places[pair + 1]));
            }
        }

        return found;
    }
}
