using System.Text;

namespace Agent.Processes.Runtime.Signals;

/// <summary>What one replica is to be told of one conversation.</summary>
internal sealed class OutgoingFeed(string replica, ConversationKey key)
{
    private const int MostBytes = 64 * 1024;
    private readonly List<object> _items = [];
    private bool _looks;
    private int _bytes;

    public string Replica => replica;

    public ConversationKey Key => key;

    public void Add(FeedSignal events)
    {
        _items.Add(events);
        Grow(events.Events.Length);
    }

    public void AddDelta(int turn, long epoch, string text)
    {
        if (_items is not [.., Delta last] || last.Turn != turn || last.Epoch != epoch)
        {
            last = new(turn, epoch, new());
            _items.Add(last);
        }

        last.Text.Append(text);
        Grow(text.Length);
    }

    public void Collapse()
    {
        _items.Clear();
        _bytes = 0;
        _looks = true;
    }

    public IEnumerable<Notification> Write(ref long number)
    {
        List<string> payloads = [];
        if (_looks)
        {
            payloads.Add(Look(ref number));
        }

        foreach (var item in _items)
        {
            if (item is FeedSignal events)
            {
                var payload = events.Write(++number);
                payloads.Add(Notification.Fits(payload) ? payload : Look(ref number));
                continue;
            }

            var delta = (Delta)item;
            foreach (var piece in Pieces(delta.Text.ToString()))
            {
                payloads.Add(new FeedSignal(key, delta.Turn, default, piece, delta.Epoch).Write(++number));
            }
        }

        return payloads.Select(payload => new Notification(SignalChannels.FeedOf(replica), payload));
    }

    private string Look(ref long number) => new FeedSignal(key, 0, default).Write(++number);

    private void Grow(int bytes)
    {
        _bytes += bytes;
        if (_bytes > MostBytes)
        {
            Collapse();
        }
    }

    // Never between the two halves of one character.
    private static IEnumerable<string> Pieces(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var length = Math.Min(FeedSignal.DeltaChars, text.Length - start);
            if (start + length < text.Length && char.IsHighSurrogate(text[start + length - 1]))
            {
                length--;
            }

            yield return text.Substring(start, length);
            start += length;
        }
    }

    private sealed record Delta(int Turn, long Epoch, StringBuilder Text);
}
