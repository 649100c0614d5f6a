using System.Threading.Channels;
using Agent.Processes.Runtime.Signals;

namespace Agent.Processes.Runtime;

/// <summary>One who watches a conversation. A slow one loses deltas, and reads the events it was not fast enough for from the database.</summary>
internal sealed class ConversationWatcher(ConversationKey key, Action<ConversationKey, ConversationWatcher> leave, TimeProvider clock) : IDisposable
{
    private const int Most = 512;
    private readonly Channel<ConversationEvent?> _arrived =
        Channel.CreateBounded<ConversationEvent?>(new BoundedChannelOptions(Most) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly WakeUp _wakeUp = new(clock);
    private long _epoch;
    private int _mustLook;

    /// <summary>Whether there is something to take.</summary>
    public bool HasArrived => _arrived.Reader.TryPeek(out _) || Volatile.Read(ref _mustLook) == 1;

    public void Offer(ConversationEvent stored) => Put(stored);

    /// <summary>From now on nothing is shown that an owner before this epoch says.</summary>
    public void BeginAt(long epoch) => Volatile.Write(ref _epoch, Math.Max(epoch, Volatile.Read(ref _epoch)));

    /// <summary>Offers a piece of an answer, unless a later owner has spoken.</summary>
    public void OfferDelta(ConversationEvent delta, long epoch)
    {
        var newest = Math.Max(epoch, Volatile.Read(ref _epoch));
        Volatile.Write(ref _epoch, newest);
        if (epoch == newest && _arrived.Writer.TryWrite(delta))
        {
            _wakeUp.Give();
        }
    }

    /// <summary>Has the one who watches look into the database, in turn with what was offered before.</summary>
    public void Look() => Put(null);

    /// <summary>Waits until something has arrived.</summary>
    /// <returns>False when the time is over.</returns>
    public async Task<bool> ArrivesAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        while (!HasArrived)
        {
            var left = atMost - clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            await _wakeUp.WaitAsync(left, cancellationToken);
        }

        return true;
    }

    /// <summary>Takes what has arrived.</summary>
    /// <param name="arrived">An event or a delta; null when the database must be looked into.</param>
    /// <returns>False when nothing has arrived.</returns>
    public bool TryTake(out ConversationEvent? arrived) =>
        _arrived.Reader.TryRead(out arrived) || Interlocked.Exchange(ref _mustLook, 0) == 1;

    public void Dispose() => leave(key, this);

    private void Put(ConversationEvent? arrived)
    {
        if (!_arrived.Writer.TryWrite(arrived))
        {
            Volatile.Write(ref _mustLook, 1);
        }

        _wakeUp.Give();
    }
}
