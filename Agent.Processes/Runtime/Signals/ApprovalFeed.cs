using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Agent.Processes.Runtime.Signals;

/// <summary>Hands signals about approvals to whoever watches here.</summary>
internal sealed class ApprovalFeed : IApprovalFeed
{
    private const int MostWaiting = 64;
    private readonly ConcurrentDictionary<Channel<string?>, string> _watchers = [];

    public async IAsyncEnumerable<string?> WatchAsync(string tenant, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // Whoever is slow loses the oldest signals: one look shows what many of them told.
        var watcher = Channel.CreateBounded<string?>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
        _watchers[watcher] = tenant;
        try
        {
            yield return null;
            await foreach (var approval in watcher.Reader.ReadAllAsync(cancellationToken))
            {
                yield return approval;
            }
        }
        finally
        {
            _watchers.TryRemove(watcher, out _);
        }
    }

    /// <summary>An approval has changed.</summary>
    public void Tell(string tenant, string approvalId)
    {
        foreach (var (watcher, watched) in _watchers)
        {
            if (watched == tenant)
            {
                watcher.Writer.TryWrite(approvalId);
            }
        }
    }

    /// <summary>Anything may have changed.</summary>
    public void TellAll()
    {
        foreach (var watcher in _watchers.Keys)
        {
            watcher.Writer.TryWrite(null);
        }
    }
}
