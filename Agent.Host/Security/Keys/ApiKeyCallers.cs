using System.Security.Cryptography;
using Agent.Host.Database;
using Agent.Processes.Persistence.Tenancy;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Agent.Host.Security.Keys;

/// <summary>Who is behind an API key. What was looked up is good for a short time: a request costs no round trip, and a revoked key lives that long elsewhere.</summary>
internal sealed class ApiKeyCallers(TenantDatabase database, IOptions<AuthOptions> options, TimeProvider clock) : IDisposable
{
    private const int MostRemembered = 20_000;

    // A request brings a key, and no tenant: it is the key that says which.
    internal const string Find =
        """
        SELECT tenant, id, hash, name, roles, scopes, created_at, created_by, expires_at, revoked_at, replaced_by FROM security.api_keys WHERE id = $1
        """;

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MostRemembered });

    /// <summary>The caller; null when there is no such key, or it is good no more.</summary>
    public async ValueTask<Caller?> FindAsync(string text, CancellationToken cancellationToken)
    {
        if (ApiKeyText.IdOf(text) is not { } id)
            return null;
        if (!_known.TryGetValue(id, out ApiKeyEntity? key))
        {
            key = (await database.Create(EdgeSweep.ApiKey, id).ReadAsync(Read, cancellationToken)).SingleOrDefault();
            _known.Set(id, key, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = options.Value.LookupCache });
        }

        return key is not null && CryptographicOperations.FixedTimeEquals(key.Hash, ApiKeyText.HashOf(text)) && ApiKeyStore.IsGood(key, clock.GetUtcNow()) ? Of(key) : null;
    }

    /// <summary>Looks it up anew at its next request, on this replica.</summary>
    public void Forget(string id) => _known.Remove(id);

    public void Dispose() => _known.Dispose();

    private static ApiKeyEntity Read(NpgsqlDataReader row) => new()
    {
        Tenant = row.GetString(0),
        Id = row.GetString(1),
        Hash = row.GetFieldValue<byte[]>(2),
        Name = row.GetString(3),
        Roles = row.GetFieldValue<string[]>(4),
        Scopes = row.GetFieldValue<string[]>(5),
        CreatedAt = row.GetDateTime(6),
        CreatedBy = row.GetString(7),
        ExpiresAt = row.GetDateTime(8),
        RevokedAt = row.IsDBNull(9) ? null : row.GetDateTime(9),
        ReplacedBy = row.Text(10),
    };

    private static Caller Of(ApiKeyEntity key) => new(key.Tenant, key.Id, Roles.WithImplied(key.Roles))
    {
        Credential = "key",
        Scopes = key.Scopes,
        MayManageTenants = key.Scopes.Contains(Scopes.ManageTenants),
    };
}
