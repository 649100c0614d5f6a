using System.Collections.Concurrent;
using Agent.Host.Api.Limits.Buckets;

namespace Agent.Host.Api.Limits.Places;

/// <summary>
/// How many requests of one address, caller or tenant are under way, in all replicas together. Nobody is asked when a request comes: replicas with a good part of a limit under way tell
/// each other twice a second.
/// </summary>
internal sealed partial class PlaceService(PlaceStore store, TimeProvider clock, ILogger<PlaceService> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private const int LooksPerSweep = 120;
    private readonly ConcurrentDictionary<BucketKey, Place> _places = new();
    private readonly Guid _replica = Guid.NewGuid();
    private bool _hasTold;

    /// <summary>Lets a request in until the lease is disposed of; null when there is no room.</summary>
    /// <param name="key">Whose requests.</param>
    /// <param name="most">How many may be under way.</param>
    public PlaceLease? Enter(BucketKey key, int most)
    {
        while (true)
        {
            var place = _places.GetOrAdd(key, static _ => new());
            if (place.TryEnter(most) is { } isIn)
                return isIn ? new(place) : null;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        try
        {
            for (var look = 1; await timer.WaitForNextTickAsync(stoppingToken); look++)
            {
                await ExchangeAsync(stoppingToken);
                await (look % LooksPerSweep == 0 ? ForgetAsync(Guid.Empty) : Task.CompletedTask);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }

        await ForgetAsync(_replica);
    }

    /// <summary>Tells and hears once.</summary>
    internal async Task ExchangeAsync(CancellationToken cancellationToken)
    {
        var told = new List<(BucketKey Key, int Count)>();
        var asked = new List<(BucketKey Key, Place Place)>();
        foreach (var (key, place) in _places)
        {
            if (place.Tell() is { } count)
            {
                told.Add((key, count));
                asked.Add((key, place));
            }
            else if (place.TryPutAway())
            {
                _places.TryRemove(new(key, place));
            }
        }

        if (told.Count == 0)
            return;
        IReadOnlyDictionary<BucketKey, int> elsewhere = new Dictionary<BucketKey, int>();
        try
        {
            _hasTold = true;
            elsewhere = await store.ExchangeAsync(_replica, told, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogAlone(exception.Message);
        }

        foreach (var (key, place) in asked)
            place.Hear(elsewhere.GetValueOrDefault(key));
    }

    // Besides its own words, those of replicas that ended without one.
    private async Task ForgetAsync(Guid replica)
    {
        if (!_hasTold)
            return;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1), clock);
        try
        {
            await store.ForgetAsync(replica, limit.Token);
        }
        catch (Exception exception)
        {
            // A replica that ends is not held up: what it said is no longer believed in a moment.
            LogAlone(exception.Message);
        }
    }

    [LoggerMessage(EventId = 1322, Level = LogLevel.Warning, Message = "How many requests are under way elsewhere is not known, and counts for nothing: {Reason}")]
    private partial void LogAlone(string reason);
}
