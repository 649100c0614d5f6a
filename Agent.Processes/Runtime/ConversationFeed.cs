using System.Runtime.CompilerServices;
using Agent.Processes.Persistence;
using Agent.Processes.Runtime.Storage;
using Agent.Processes.Runtime.Storage.Payloads;
using Microsoft.EntityFrameworkCore;

namespace Agent.Processes.Runtime;

/// <summary>Events and ends of turns, from the database and as they happen.</summary>
internal sealed class ConversationFeed(ConversationHub hub, RunningConversations running, IDbContextFactory<AgentDbContext> contexts, TimeProvider clock)
{
    // What happens on this replica arrives by itself; the database is asked for what happens on others, and as a net below.
    private static readonly TimeSpan s_elsewhere = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_here = TimeSpan.FromSeconds(2);
    private const int Page = 64;

    public async Task<TurnView?> WaitAsync(ConversationKey key, int turn, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var ended = hub.WhenEnded(key, turn);
        var started = clock.GetTimestamp();
        var isHere = running.IsRunning(key);
        try
        {
            while (!ended.IsCompleted)
            {
                if (!isHere && await FindEndAsync(key, turn, cancellationToken) is { } found)
                {
                    return found;
                }

                var left = timeout - clock.GetElapsedTime(started);
                if (left <= TimeSpan.Zero)
                {
                    return null;
                }

                var poll = isHere ? s_here : s_elsewhere;
                await Task.WhenAny(ended, Task.Delay(left < poll ? left : poll, clock, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
                isHere = false;
            }

            return await ended;
        }
        finally
        {
            hub.Forget(key, turn);
        }
    }

    public async IAsyncEnumerable<ConversationEvent> ReadAsync(
        ConversationKey key, long after, int? untilTurn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var watcher = hub.Watch(key);
        var seen = after;
        while (true)
        {
            await foreach (var stored in ReadStoredAsync(key, seen, cancellationToken))
            {
                seen = stored.Number!.Value;
                yield return stored;
                if (Ends(stored, untilTurn))
                {
                    yield break;
                }
            }

            // Live, until one is missing: then the database fills the gap.
            while (await ArrivesAsync(watcher, running.IsRunning(key) ? s_here : s_elsewhere, cancellationToken))
            {
                var gap = false;
                while (!gap && watcher.Events.TryRead(out var live))
                {
                    if (live.Number is { } number)
                    {
                        if (number <= seen)
                        {
                            continue;
                        }

                        gap = number > seen + 1;
                        if (gap)
                        {
                            break;
                        }

                        seen = number;
                    }

                    yield return live;
                    if (Ends(live, untilTurn))
                    {
                        yield break;
                    }
                }

                if (gap)
                {
                    break;
                }
            }
        }
    }

    private static bool Ends(ConversationEvent happened, int? untilTurn) =>
        happened.Type is ConversationEvents.TurnCompleted or ConversationEvents.TurnFailed && happened.Turn >= untilTurn;

    private static async Task<bool> ArrivesAsync(ConversationHub.Watcher watcher, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            return await watcher.Events.WaitToReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async IAsyncEnumerable<ConversationEvent> ReadStoredAsync(
        ConversationKey key, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = after;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var stretch in (await ConversationHistory.OpenAsync(context, key, cancellationToken)).Stretches.Where(stretch => stretch.UptoEvent > seen))
        {
            while (true)
            {
                var page = await stretch.Checkpoints(context, key.Tenant).Where(c => c.LastEvent > seen)
                    .OrderBy(c => c.Number).Take(Page).Select(CheckpointEvents.FromEntity).ToFilledListAsync(context, key.Tenant, cancellationToken);
                foreach (var stored in page.SelectMany(checkpoint => StoredEvents.Read(checkpoint.Events, checkpoint.Turn))
                    .Where(stored => stored.Number > seen && stored.Number <= stretch.UptoEvent))
                {
                    seen = stored.Number!.Value;
                    yield return stored;
                }

                if (page.Count < Page)
                {
                    break;
                }
            }
        }
    }

    private async Task<TurnView?> FindEndAsync(ConversationKey key, int turn, CancellationToken cancellationToken)
    {
        // A cancel ends with the newest turn all those before it that were still to come.
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var stretch in (await ConversationHistory.OpenAsync(context, key, cancellationToken)).Stretches.Where(stretch => stretch.UptoTurn >= turn))
        {
            var found = await stretch.Checkpoints(context, key.Tenant).Where(c => c.Turn >= turn && c.EndsTurn && c.LastNumber <= stretch.Upto)
                .OrderBy(c => c.Turn).ThenByDescending(c => c.Number).Take(1).Select(CheckpointEvents.FromEntity)
                .ToFilledListAsync(context, key.Tenant, cancellationToken);
            if (found is [var last] && StoredEvents.ReadEnd(System.Text.Encoding.UTF8.GetBytes(last.Events), turn) is { } end)
            {
                return end with { TurnId = TurnIds.Format(turn) };
            }
        }

        return null;
    }
}
