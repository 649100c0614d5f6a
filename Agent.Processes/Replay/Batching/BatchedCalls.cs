using System.Collections.Concurrent;
using System.Text.Json;
using Agent.Processes.Runtime.Execution;
using Microsoft.Extensions.Logging;

namespace Agent.Processes.Replay.Batching;

/// <summary>
/// Gathers the model calls of a replay into batches, in waves: a turn's next call is known only when the one before is answered, so a batch holds what all conversations ask next. It goes to the
/// provider once each of them waits. One program works on a run's batches at a time.
/// </summary>
public sealed partial class BatchedCalls : IAsyncDisposable
{
    private static readonly AsyncLocal<BatchParticipant?> s_participant = new();

    private readonly ModelBatches _store;
    private readonly IBatchEndpoint _endpoint;
    private readonly ReplayRuns _runs;
    private readonly BatchLock _lock;
    private readonly ModelBatchOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<BatchedCalls> _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly BatchQueue _queue = new();
    private readonly ConcurrentBag<Task> _followed = [];
    private ReplayRun? _run;
    private Task _waves = Task.CompletedTask;

    internal BatchedCalls(ModelBatches store, IBatchEndpoint endpoint, ReplayRuns runs, BatchLock runLock, ModelBatchOptions options, TimeProvider clock, ILogger<BatchedCalls> logger) =>
        (_store, _endpoint, _runs, _lock, _options, _clock, _logger) = (store, endpoint, runs, runLock, options, StepClock.RealOf(clock), logger);

    /// <summary>Cancelled when the replay cannot go on; <see cref="Fault"/> says why. A conversation's token is linked with it.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Why it cannot go on; null while it can.</summary>
    public string? Fault { get; private set; }

    /// <summary>Hears what is sent and what comes back, in words for whoever waits.</summary>
    public Action<string> Told { get; set; } = _ => { };

    /// <summary>Begins, or goes on with what was under way when the program before was broken off: its batches are asked for first.</summary>
    /// <exception cref="BatchRefusedException">Another program is at it.</exception>
    public async Task BeginAsync(ReplayRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        await _lock.TakeAsync(run, cancellationToken);
        _run = run;
        foreach (var open in await _store.OpenAsync(run.Tenant, run.Id, cancellationToken))
        {
            Told($"A batch of {open.Calls} calls to {open.Model} is still under way.");
            Follow(open, []);
        }

        _waves = Task.Run(() => GuardAsync(SendWavesAsync), CancellationToken.None);
    }

    /// <summary>Begins a conversation; what is called from here on belongs to it. Disposing the result ends it.</summary>
    /// <param name="number">Its place in what is replayed.</param>
    public IDisposable Enter(long number)
    {
        var participant = new BatchParticipant(number, _queue.Leave);
        _queue.Enter(participant);
        return s_participant.Value = participant;
    }

    /// <summary>Goes on to a part of the conversation that is held for itself, such as another sample.</summary>
    public static void Begin(string part) => s_participant.Value?.Begin(part);

    /// <summary>Waits for the answer to the call that is being made.</summary>
    /// <param name="body">The body of the request.</param>
    /// <param name="cancellationToken">Stops waiting: the provider goes on.</param>
    public async Task<BatchAnswer> AskAsync(string body, CancellationToken cancellationToken)
    {
        var call = BatchedCall.Current ?? throw new InvalidOperationException("A model was asked through a batch, outside of a replay.");
        while (call.Answer is null)
        {
            using var document = JsonDocument.Parse(body);
            var waiter = new BatchWaiter(call, document.RootElement.GetProperty("model").GetString()!, body);
            if (_queue.TryAdd(waiter))
            {
                return await WaitAsync(waiter, cancellationToken);
            }

            // Its batch came to its end between two looks.
            await _store.RecallAsync(_run!.Tenant, _run.Id, call, cancellationToken);
        }

        return call.Answer;
    }

    /// <summary>Names the call that is about to be made, and finds out what is known of it.</summary>
    internal async Task<BatchedCall> RecallAsync(string shape, CancellationToken cancellationToken)
    {
        var (run, owner) = (_run ?? throw new InvalidOperationException("The replay has not begun."), s_participant.Value ?? throw new InvalidOperationException("A model was asked outside of a conversation."));
        var call = new BatchedCall(run.Tenant, run.Id, owner.KeyOf(shape), owner);
        await _store.RecallAsync(run.Tenant, run.Id, call, cancellationToken);
        return call;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _waves; // whatever it sends is followed
        await Task.WhenAll(_followed);
        await _lock.DisposeAsync();
        _stop.Dispose();
    }

    private async Task<BatchAnswer> WaitAsync(BatchWaiter waiter, CancellationToken cancellationToken)
    {
        try
        {
            // Not until Stopping: whoever waits is cancelled by that through the conversation's own token, or a step would take it for a failure of the model's.
            return await waiter.Answered.WaitAsync(cancellationToken);
        }
        finally
        {
            _queue.Remove(waiter);
        }
    }

    private async Task SendWavesAsync()
    {
        while (true)
        {
            await _queue.NextChangeAsync(_stop.Token);
            if (!_queue.IsComplete)
            {
                continue;
            }

            await Task.Delay(_options.Linger, _clock, _stop.Token);
            if (_queue.HasChanged)
            {
                continue; // somebody else has begun, or ended, meanwhile
            }

            foreach (var wave in _queue.TakeWave().GroupBy(waiter => waiter.Model, StringComparer.Ordinal))
            {
                // A batch asks one model.
                var batch = await _store.AddAsync(_run!.Tenant, _run.Id, wave.Key, [.. wave.Select(waiter => (waiter.Call.Key, waiter.Request))], _stop.Token);
                Told($"A batch of {batch.Calls} calls to {batch.Model} goes out.");
                Follow(batch, [.. wave]);
            }
        }
    }

    private void Follow(ModelBatch batch, IReadOnlyList<BatchWaiter> waiters)
    {
        _queue.Sent(batch.Id, waiters);
        _followed.Add(Task.Run(() => GuardAsync(() => FollowAsync(batch)), CancellationToken.None));
    }

    private async Task FollowAsync(ModelBatch batch)
    {
        var follower = new BatchFollower(_store, _endpoint, _run!, _options, _clock, _logger);
        var (status, error, answers) = await follower.FollowAsync(batch, LookForCancelAsync, _stop.Token);
        Told($"The batch of {batch.Calls} calls to {batch.Model} is {status}: {answers.Values.Count(BatchFollower.IsFinal)} answers.");
        _queue.Deliver(batch.Id, answers);
        if (status is not ("completed" or "expired"))
        {
            Stop($"The provider says that a batch of {batch.Calls} calls to {batch.Model} is {status}{(error is null ? "" : $" ({error})")}.");
        }
    }

    /// <summary>Somebody else may have ended the replay: what is under way is ended as well, and what was answered by then is paid.</summary>
    private async Task LookForCancelAsync(CancellationToken cancellationToken)
    {
        if (await _runs.FindAsync(_run!.Tenant, _run.Id, cancellationToken) is not { Status: ReplayRunStatus.Running, CancelRequested: false })
        {
            Stop("The replay was ended.");
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The end.
        }
        catch (Exception exception)
        {
            // Whatever it was: those who wait for an answer would wait for ever.
            if (exception is not BatchRefusedException)
            {
                LogFailed(exception, _run!.Id);
            }

            Stop(exception is BatchRefusedException ? exception.Message : $"The batches could not be gone on with: {exception.GetType().Name}.");
        }
    }

    private void Stop(string fault)
    {
        Fault ??= fault;
        _stop.Cancel();
    }

    [LoggerMessage(EventId = 1157, Level = LogLevel.Error, Message = "The batches of replay {Run} could not be gone on with")]
    private partial void LogFailed(Exception exception, string run);
}
