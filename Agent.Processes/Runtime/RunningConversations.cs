using System.Collections.Concurrent;
using Agent.Processes.Runtime.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Agent.Processes.Runtime;

/// <summary>The conversations this replica works on right now. A stop lets them come to an end for a while, and hands over the others.</summary>
internal sealed partial class RunningConversations(
    ConversationWorker worker, OwnershipStore store, RunningSlots slots, WorkSignal signal, Departure departure, RuntimeOptions options, TimeProvider clock, ILogger<RunningConversations> logger)
    : IHostedLifecycleService, IDisposable
{
    private readonly ConcurrentDictionary<string, Running> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();

    public int Count => _running.Count;

    /// <summary>
    /// Works on a claimed conversation in the background: nobody's request carries it, so nobody's disconnect ends it.
    /// The caller has taken a slot for it; it is returned when the work ends.
    /// </summary>
    public void Start(Claim claim, ClaimedConversation? claimed = null)
    {
        var running = new Running(claim, clock.GetTimestamp(), CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token));
        _running[claim.Token] = running;
        running.Work = Task.Run(() => RunAsync(running, claimed), CancellationToken.None);
    }

    /// <summary>Whether a suspect has just been begun here. One that has lived for a lease is not what ends replicas.</summary>
    public bool HasSuspect => _running.Values.Any(running => running.Claim.IsSuspect && clock.GetElapsedTime(running.StartedAt) < options.Lease);

    public bool IsRunning(ConversationKey key)
    {
        // Looked at in place: Values would copy the whole table, and a stream asks again and again.
        foreach (var (_, running) in _running)
        {
            if (running.Claim.Key == key)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Claims that are older than <paramref name="age"/>: only they need their lease renewed.</summary>
    public IReadOnlyList<Claim> OlderThan(TimeSpan age) =>
        [.. _running.Values.Where(running => clock.GetElapsedTime(running.StartedAt) >= age).Select(running => running.Claim)];

    /// <summary>Stops work under a claim that no longer holds.</summary>
    public void Drop(string token)
    {
        if (_running.TryGetValue(token, out var running))
        {
            Stop(running);
        }
    }

    /// <summary>Stops work on a conversation that was ended from outside.</summary>
    public void Drop(ConversationKey key)
    {
        foreach (var running in _running.Values.Where(running => running.Claim.Key == key))
        {
            Stop(running);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Comes before anything else is stopped: leases are renewed, and requests answered, while the work comes to an end.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var empty = slots.Close();
        departure.Begin();
        if (!await IsOverAsync(empty, options.DrainTime / 2, cancellationToken))
        {
            departure.Hurry();
            await IsOverAsync(empty, options.DrainTime / 2, cancellationToken);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running.Values.Select(running => running.Work)).WaitAsync(cancellationToken);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();

    private async Task<bool> IsOverAsync(Task empty, TimeSpan patience, CancellationToken cancellationToken)
    {
        await empty.WaitAsync(patience, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return empty.IsCompleted;
    }

    private static void Stop(Running running)
    {
        try
        {
            running.Lost.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }

    private async Task RunAsync(Running running, ClaimedConversation? claimed)
    {
        try
        {
            await worker.RunAsync(running.Claim, claimed, running.Lost.Token);
        }
        catch (Exception exception) when (exception is LeavingException || running.Lost.IsCancellationRequested)
        {
            // Cut off, work may fail in any way; it does no harm to hand over what another one owns by now.
            await HandOverAsync(running.Claim);
        }
        catch (Exception exception)
        {
            // The failure itself could not be stored. The lease lapses, and whoever takes it over tries again.
            LogAbandoned(exception, running.Claim.Key.Id);
        }
        finally
        {
            _running.TryRemove(running.Claim.Token, out _);
            slots.Return(running.Claim.Key.Tenant);
            if (running.Claim.IsSuspect)
            {
                signal.Announce(); // The next one may be taken.
            }

            running.Lost.Dispose();
        }
    }

    private async Task HandOverAsync(Claim claim)
    {
        try
        {
            await store.HandOverAsync(claim, CancellationToken.None);
        }
        catch (Exception exception) when (StorageFault.IsTransient(exception))
        {
            LogAbandoned(exception, claim.Key.Id);
        }
    }

    [LoggerMessage(EventId = 1011, Level = LogLevel.Error, Message = "Conversation {Conversation} is left to its lease")]
    private partial void LogAbandoned(Exception exception, string conversation);

    private sealed class Running(Claim claim, long startedAt, CancellationTokenSource lost)
    {
        public Claim Claim => claim;

        public long StartedAt => startedAt;

        public CancellationTokenSource Lost => lost;

        public Task Work { get; set; } = Task.CompletedTask;
    }
}
