using System.Security.Cryptography;
using Agent.Host.Security.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Agent.Host.Security.Keys;

/// <summary>Who is behind an API key. What was looked up is good for a short time: a request costs no round trip, and a revoked key lives that long elsewhere.</summary>
internal sealed class ApiKeyCallers(IDbContextFactory<SecurityDbContext> contexts, IOptions<AuthOptions> options, TimeProvider clock) : IDisposable
{
    private const int MostRemembered = 20_000;
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MostRemembered });

    /// <summary>The caller; null when there is no such key, or it is good no more.</summary>
    public async ValueTask<Caller?> FindAsync(string text, CancellationToken cancellationToken)
    {
        if (ApiKeyText.IdOf(text) is not { } id)
            return null;
        if (!_known.TryGetValue(id, out ApiKeyEntity? key))
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            key = await context.ApiKeys.AsNoTracking().SingleOrDefaultAsync(found => found.Id == id, cancellationToken);
            _known.Set(id, key, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = options.Value.LookupCache });
        }

        return key is not null && CryptographicOperations.FixedTimeEquals(key.Hash, ApiKeyText.HashOf(text)) && ApiKeyStore.IsGood(key, clock.GetUtcNow()) ? Of(key) : null;
    }

    /// <summary>Looks it up anew at its next request, on this replica.</summary>
    public void Forget(string id) => _known.Remove(id);

    public void Dispose() => _known.Dispose();

    private static Caller Of(ApiKeyEntity key) => new(key.Tenant, key.Id, Roles.WithImplied(key.Roles))
    {
        Credential = "key",
        Scopes = key.Scopes,
        MayManageTenants = key.Scopes.Contains(Scopes.ManageTenants),
    };
}
