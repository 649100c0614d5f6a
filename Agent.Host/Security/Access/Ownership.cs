using Agent.Host.Api;
using Agent.Processes;
using Microsoft.Extensions.Caching.Memory;

namespace Agent.Host.Security.Access;

/// <summary>
/// Whose a conversation is. That never changes, so it is asked once and remembered: a customer's messages cost no round trip for it.
/// </summary>
internal sealed class Ownership(IConversations conversations, IApprovals approvals) : IDisposable
{
    private const int MostRemembered = 50_000;
    private readonly MemoryCache _customers = new(new MemoryCacheOptions { SizeLimit = MostRemembered });

    /// <summary>Whether a thing is the caller's own. What does not exist is nobody's.</summary>
    public async ValueTask<bool> IsOwnAsync(Caller caller, OwnedThing thing, string? id, CancellationToken cancellationToken)
    {
        if (id is null || !PublicIds.IsPossible(id))
            return false;
        var customer = thing == OwnedThing.Approval
            ? (await approvals.FindAsync(caller.Tenant, id, cancellationToken))?.CustomerId
            : await FindCustomerAsync(new(caller.Tenant, id), cancellationToken);
        return string.Equals(customer, caller.Id, StringComparison.Ordinal);
    }

    public void Dispose() => _customers.Dispose();

    private async ValueTask<string?> FindCustomerAsync(ConversationKey key, CancellationToken cancellationToken)
    {
        if (_customers.TryGetValue(key, out string? known))
            return known;
        if ((await conversations.FindAsync(key, cancellationToken))?.CustomerId is not { } found)
            return null; // it may be started later
        _customers.Set(key, found, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = TimeSpan.FromHours(1) });
        return found;
    }
}
