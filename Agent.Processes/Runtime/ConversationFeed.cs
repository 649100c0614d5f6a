using System.Runtime.CompilerServices;
using Agent.Processes.Runtime.Signals;
using Agent.Processes.Runtime.Storage;

namespace Agent.Processes.Runtime;

/// <summary>Events and ends of turns, from the database and as they happen, on whatever replica.</summary>
/// <remarks>
/// What happens here arrives by itself, and what happens elsewhere once the other replicas know that somebody watches. A signal may be missed all the
/// same, so the database is looked into from time to time: nothing depends on a signal but the time it takes.
/// </remarks>
internal sealed class ConversationFeed(
    ConversationHub hub, RunningConversations running, FeedStore store, LocalWatches watches, ISignalStatus signals, TimeProvider clock)
{
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_stream = TimeSpan.FromSeconds(5);

    public async Task<TurnView?> WaitAsync(ConversationKey key, int turn, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var waiter = hub.WaitFor(key, turn);
        using var interest = watches.Of(key);
        var started = clock.GetTimestamp();
        var patience = new Patience(s_wait);
        for (var isFirst = true; ; isFirst = false)
        {
            if (waiter.Ended is { } ended)
            {
                return ended;
            }

            var isHere = running.IsRunning(key);
            var left = timeout - clock.GetElapsedTime(started);
            // A turn that ended elsewhere is not told here, not even while a later one runs here: who has no time to wait is told from the database.
            if ((!isFirst || !isHere || left <= TimeSpan.Zero) && await FindEndAsync(key, turn, mayFail: left <= TimeSpan.Zero, cancellationToken) is { } found)
            {
                return found;
            }

            if (left <= TimeSpan.Zero)
            {
                return null;
            }

            if (!isHere)
            {
                interest.Tell();
            }

            var pause = isHere ? s_wait : patience.Next(signals.IsListening);
            await waiter.WaitAsync(left < pause ? left : pause, cancellationToken);
        }
    }

    public async IAsyncEnumerable<ConversationEvent> ReadAsync(
        ConversationKey key, long after, int? untilTurn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var watcher = hub.Watch(key);
        using var interest = watches.Of(key);
        var position = new FeedPosition(after);
        var patience = new Patience(untilTurn is null ? s_stream : s_wait);
        if (after > 0 && untilTurn is null)
        {
            // Resumed behind the end of a turn that its owner knows nothing of yet: what that owner still says must not be shown.
            watcher.BeginAt(await store.ReadEpochAsync(key, cancellationToken));
        }

        while (true)
        {
            await using var stored = store.ReadAsync(key, position.Last, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await NextAsync(stored))
            {
                position.Take(stored.Current);
                patience.Reset();
                yield return stored.Current;
                if (Ends(stored.Current, untilTurn))
                {
                    yield break;
                }
            }

            // Live, until one is missing or a look is asked for: then the database tells.
            var looks = false;
            while (!looks && await ArrivesAsync(key, watcher, interest, patience, cancellationToken))
            {
                while (!looks && watcher.TryTake(out var live))
                {
                    looks = live is null || position.Misses(live);
                    if (looks || !position.Take(live!))
                    {
                        continue;
                    }

                    patience.Reset();
                    yield return live!;
                    if (Ends(live!, untilTurn))
                    {
                        yield break;
                    }
                }
            }
        }
    }

    private static bool Ends(ConversationEvent happened, int? untilTurn) => FeedPosition.EndsTurn(happened) && happened.Turn >= untilTurn;

    // A database that is away for a while ends neither a stream nor a wait: the next look may find it again.
    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<ConversationEvent> stored)
    {
        try
        {
            return await stored.MoveNextAsync();
        }
        catch (Exception exception) when (StorageFault.IsTransient(exception))
        {
            return false;
        }
    }

    private async Task<TurnView?> FindEndAsync(ConversationKey key, int turn, bool mayFail, CancellationToken cancellationToken)
    {
        try
        {
            return await store.FindEndAsync(key, turn, cancellationToken);
        }
        catch (Exception exception) when (!mayFail && StorageFault.IsTransient(exception))
        {
            return null;
        }
    }

    private async Task<bool> ArrivesAsync(
        ConversationKey key, ConversationWatcher watcher, LocalWatches.Interest interest, Patience patience, CancellationToken cancellationToken)
    {
        var isHere = running.IsRunning(key);
        // Work that ended here since the look into the database has left what it stored with the watcher: nobody else need be asked.
        if (!isHere && !watcher.HasArrived)
        {
            interest.Tell();
        }

        return await watcher.ArrivesAsync(isHere ? s_wait : patience.Next(signals.IsListening), cancellationToken);
    }
}
