using System.Threading.RateLimiting;
using Agent.Host.Teams.Storage;

namespace Agent.Host.Teams.Outgoing;

/// <summary>
/// How fast this process sends. Teams takes, per chat, 7 messages in a second, 8 in two, 60 in half a minute and 1,800 in an hour, and per tenant 50 in a second; changes and pieces
/// of answers count as messages.
/// </summary>
internal sealed class SendPace : IDisposable
{
    /// <summary>What pieces of answers leave to what must go out.</summary>
    private const int Reserve = 2;

    private readonly PartitionedRateLimiter<Chat> _chats = Limit(chat => $"{chat.Tenant} {chat.TeamsId}", 4, TimeSpan.FromMilliseconds(600), 1);
    private readonly PartitionedRateLimiter<Chat> _hours = Limit(chat => $"{chat.Tenant} {chat.TeamsId}", 900, TimeSpan.FromSeconds(4), 1);
    private readonly PartitionedRateLimiter<Chat> _tenants = Limit(chat => chat.Tenant, 25, TimeSpan.FromMilliseconds(200), 5);

    /// <summary>Waits until something may be sent to a chat.</summary>
    /// <returns>False when too many wait.</returns>
    public async ValueTask<bool> WaitAsync(Chat chat, CancellationToken cancellationToken)
    {
        foreach (var limit in new[] { _hours, _chats, _tenants })
        {
            using var pass = await limit.AcquireAsync(chat, 1, cancellationToken);
            if (!pass.IsAcquired)
                return false;
        }

        return true;
    }

    /// <summary>Whether a piece of an answer may be sent now: only where there is room to spare.</summary>
    public bool TryTake(Chat chat)
    {
        foreach (var limit in new[] { _hours, _chats, _tenants })
        {
            if (limit.GetStatistics(chat) is { } present && present.CurrentAvailablePermits <= Reserve)
                return false;
            using var pass = limit.AttemptAcquire(chat);
            if (!pass.IsAcquired)
                return false;
        }

        return true;
    }

    public void Dispose()
    {
        _chats.Dispose();
        _hours.Dispose();
        _tenants.Dispose();
    }

    private static PartitionedRateLimiter<Chat> Limit(Func<Chat, string> key, int atOnce, TimeSpan period, int perPeriod) =>
        PartitionedRateLimiter.Create<Chat, string>(chat => RateLimitPartition.GetTokenBucketLimiter(key(chat), _ => new()
        {
            TokenLimit = atOnce, TokensPerPeriod = perPeriod, ReplenishmentPeriod = period, QueueLimit = 1000, AutoReplenishment = true,
        }));
}
