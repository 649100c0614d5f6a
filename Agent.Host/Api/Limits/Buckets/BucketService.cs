using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Agent.Host.Api.Limits.Buckets;

/// <summary>The buckets this replica has to do with, and the one who settles them with the shared ones: many at a time, one statement after the other.</summary>
internal sealed partial class BucketService(BucketStore store, TimeProvider clock, ILogger<BucketService> logger) : BackgroundService
{
    private const int AtOnce = 500;
    private const int MostKnown = 200_000;
    private static readonly BucketKey Others = new("", "others");
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<BucketKey, Bucket> _known = new();
    private readonly Channel<Bucket> _queue = Channel.CreateUnbounded<Bucket>();
    private long _settledAt;
    private TaskCompletionSource _urgent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Takes 1 from a bucket, or looks with 0 whether there is any. Waits for the database only when this replica's slice is used up.</summary>
    /// <returns>The bucket, and whether there was enough.</returns>
    public async ValueTask<(Bucket Bucket, bool IsTaken)> TakeAsync(BucketKey key, BucketSize size, double amount, CancellationToken cancellationToken)
    {
        while (true)
        {
            var bucket = Find(key, size);
            var outcome = bucket.Take(amount, size);
            if (outcome is BucketTake.Taken or BucketTake.Empty)
            {
                Note(bucket, wants: outcome is BucketTake.Taken);
                return (bucket, outcome is BucketTake.Taken);
            }

            if (!await IsSettledAsync(bucket, cancellationToken) && bucket.Spend(amount))
                return (bucket, true); // a limit that cannot be asked for holds nobody up; it is owed
        }
    }

    /// <summary>Takes what was spent already, whether it is there or not.</summary>
    public void Spend(BucketKey key, BucketSize size, double amount)
    {
        while (true)
        {
            var bucket = Find(key, size);
            if (!bucket.Spend(amount))
                continue;
            Note(bucket, wants: true);
            return;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var looks = LookAsync(stoppingToken);
        try
        {
            while (await _queue.Reader.WaitToReadAsync(stoppingToken))
            {
                await Task.WhenAny(Volatile.Read(ref _urgent).Task, Task.Delay(Pause, clock, stoppingToken));
                stoppingToken.ThrowIfCancellationRequested();
                await SettleAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }

        await looks;
        await GiveBackAsync();
    }

    private Bucket Find(BucketKey key, BucketSize size)
    {
        if (_known.TryGetValue(key, out var known))
            return known;
        // Whoever sends from ever new addresses does not fill our memory.
        return _known.GetOrAdd(_known.Count < MostKnown ? key : Others, static (added, state) => new(added, state.size, state.clock), (size, clock));
    }

    private void Note(Bucket bucket, bool wants)
    {
        if (bucket.ShouldQueue(wants))
            _queue.Writer.TryWrite(bucket);
    }

    /// <summary>Waits for the database's word. False when it has given none for a while, on any bucket.</summary>
    private async ValueTask<bool> IsSettledAsync(Bucket bucket, CancellationToken cancellationToken)
    {
        if (bucket.NextSettlement(out var queues) is not { } settled)
            return true;
        if (queues)
            _queue.Writer.TryWrite(bucket);
        Volatile.Read(ref _urgent).TrySetResult();
        try
        {
            await settled.WaitAsync(Patience, clock, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return clock.GetElapsedTime(Volatile.Read(ref _settledAt)) < Patience;
        }
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref _urgent, new(TaskCreationOptions.RunContinuationsAsynchronously));
        var batch = new Dictionary<BucketKey, Bucket>();
        while (batch.Count < AtOnce && _queue.Reader.TryRead(out var bucket))
        {
            // One that was put away and its successor are two objects of one row: the second one waits for the next statement.
            if (!batch.TryAdd(bucket.Key, bucket))
            {
                _queue.Writer.TryWrite(bucket);
                break;
            }
        }

        await SettleAsync([.. batch.Values], cancellationToken);
    }

    private async Task SettleAsync(Bucket[] buckets, CancellationToken cancellationToken)
    {
        var begun = buckets.Select(bucket => (Bucket: bucket, Begun: bucket.Begin())).ToArray();
        try
        {
            var settled = await store.SettleAsync([.. begun.Select(item => item.Begun.Report)], cancellationToken);
            Volatile.Write(ref _settledAt, clock.GetTimestamp());
            foreach (var (bucket, (_, waiting)) in begun)
            {
                bucket.End(settled[bucket.Key]);
                waiting?.TrySetResult();
                Note(bucket, wants: false);
            }
        }
        catch (Exception exception)
        {
            // Whatever it was: who waits is let go on, and what was used is reported the next time.
            foreach (var (bucket, (report, waiting)) in begun)
            {
                bucket.Fail(report);
                waiting?.TrySetResult();
            }

            if (cancellationToken.IsCancellationRequested)
                return;
            LogUnsettled(buckets.Length, exception.Message);
            await Task.Delay(Patience, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var bucket in buckets)
                Note(bucket, wants: false);
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                PutAway(Idle);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private void PutAway(TimeSpan idle)
    {
        foreach (var bucket in _known.Values.Where(bucket => bucket.TryPutAway(idle)))
        {
            _known.TryRemove(new(bucket.Key, bucket));
            _queue.Writer.TryWrite(bucket);
        }
    }

    // A replica that ends in good order leaves nothing unsaid; one that dies keeps its slices, until they have come back by themselves.
    private async Task GiveBackAsync()
    {
        PutAway(TimeSpan.Zero);
        using var limit = new CancellationTokenSource(Patience, clock);
        while (_queue.Reader.Count > 0 && !limit.IsCancellationRequested)
            await SettleAsync(limit.Token);
    }

    [LoggerMessage(EventId = 1321, Level = LogLevel.Warning, Message = "{Count} limits could not be settled with other replicas, and hold for this one alone: {Reason}")]
    private partial void LogUnsettled(int count, string reason);
}
