namespace Agent.Processes.Runtime.Storage.Payloads;

/// <summary>The texts taken out of one checkpoint: each once, however often it stood there.</summary>
internal sealed class TakenPayloads
{
    private readonly List<int> _places = [];
    private readonly List<byte[]> _hashes = [];
    private readonly List<byte[]> _texts = [];

    public bool IsEmpty => _hashes.Count == 0;

    /// <summary>See <see cref="PayloadReferences"/>.</summary>
    public int[] Places => [.. _places];

    public byte[][] Hashes => [.. _hashes];

    /// <summary>The JSON strings, in the order of <see cref="Hashes"/>.</summary>
    public byte[][] Texts => [.. _texts];

    public void Add(int at, bool isEvents, ReadOnlyMemory<byte> text)
    {
        var hash = PayloadCodec.HashOf(text.Span);
        var index = _hashes.FindIndex(known => known.AsSpan().SequenceEqual(hash));
        if (index < 0)
        {
            index = _hashes.Count;
            _hashes.Add(hash);
            _texts.Add(text.ToArray());
        }

        _places.Add(PayloadReferences.Place(at, isEvents));
        _places.Add(index);
    }
}
