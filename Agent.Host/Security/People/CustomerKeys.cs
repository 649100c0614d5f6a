using System.Security.Cryptography;
using Agent.Host.Database;
using Agent.Host.Security.Storage;
using Agent.Host.Security.Vault;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Agent.Host.Security.People;

/// <summary>One key for each customer the audit log names. To destroy it is to forget them: the rows stay as they are, and nobody reads who they were about.</summary>
internal sealed class CustomerKeys(IDbContextFactory<SecurityDbContext> contexts, IKeyVault vault, IOptions<AuthOptions> options, TimeProvider clock) : IDisposable
{
    private const int MostRemembered = 10_000;
    private const string CustomerPrefix = Roles.Customer + ":";
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MostRemembered });

    /// <summary>An actor as it is stored: a customer sealed, everybody else as they are.</summary>
    public async ValueTask<string> SealAsync(string tenant, string actor, CancellationToken cancellationToken) =>
        CustomerOf(actor) is { } customer ? PersonSeal.Seal(await TakeAsync(tenant, customer, cancellationToken), actor) : actor;

    /// <summary>A text about a customer, sealed as the customer is.</summary>
    public async ValueTask<string> SealTextAsync(string tenant, string customer, string text, CancellationToken cancellationToken) =>
        PersonSeal.Seal(await TakeAsync(tenant, customer, cancellationToken), text);

    /// <summary>An actor as they are stored, to search for: null for a customer who was never named, or was erased.</summary>
    public async ValueTask<string?> FindSealedAsync(string tenant, string actor, CancellationToken cancellationToken) => CustomerOf(actor) is not { } customer
        ? actor : await FindAsync(tenant, customer, cancellationToken) is { } key ? PersonSeal.Seal(key, actor) : null;

    /// <summary>The names behind sealed ones, and <see cref="PersonSeal.Erased"/> where the key is no more; only for those that are sealed.</summary>
    public async Task<IReadOnlyDictionary<string, string>> OpenAsync(string tenant, IReadOnlyCollection<string> actors, CancellationToken cancellationToken)
    {
        var wanted = actors.Distinct(StringComparer.Ordinal).Select(actor => (Actor: actor, KeyId: PersonSeal.KeyOf(actor))).Where(actor => actor.KeyId is not null).ToList();
        if (wanted.Count == 0)
            return new Dictionary<string, string>();
        var ids = wanted.Select(actor => actor.KeyId!).Distinct().ToArray();
        await using var context = contexts.For(tenant);
        var found = await context.CustomerKeys.AsNoTracking().Where(key => key.Tenant == tenant && ids.Contains(key.KeyId)).ToDictionaryAsync(key => key.KeyId, cancellationToken);
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        foreach (var (actor, keyId) in wanted)
            names[actor] = (found.TryGetValue(keyId!, out var key) ? PersonSeal.Open(await UnwrapAsync(key, cancellationToken), actor) : null) ?? PersonSeal.Erased;
        return names;
    }

    /// <summary>Destroys a customer's key. Replicas that remember it seal with it for a short time yet, which nobody can read either.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> DestroyAsync(string tenant, string customer, CancellationToken cancellationToken)
    {
        _known.Remove((tenant, customer));
        await using var context = contexts.For(tenant);
        return await context.CustomerKeys.Where(key => key.Tenant == tenant && key.CustomerId == customer).ExecuteDeleteAsync(cancellationToken) > 0;
    }

    public void Dispose() => _known.Dispose();

    private static string? CustomerOf(string actor) => actor.StartsWith(CustomerPrefix, StringComparison.Ordinal) && PersonSeal.KeyOf(actor) is null ? actor[CustomerPrefix.Length..] : null;

    private async ValueTask<CustomerKey> TakeAsync(string tenant, string customer, CancellationToken cancellationToken)
    {
        if (await FindAsync(tenant, customer, cancellationToken) is { } known)
            return known;
        var (id, key) = (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)), RandomNumberGenerator.GetBytes(32));
        var wrapped = (await vault.WrapAsync(key, cancellationToken)).Pack();
        await using var context = contexts.For(tenant);
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO security.customer_keys (tenant, customer_id, key_id, key, created_at) VALUES ({tenant}, {customer}, {id}, {wrapped}, {clock.GetUtcNow().UtcDateTime})
            ON CONFLICT (tenant, customer_id) DO NOTHING
            """, cancellationToken);
        return await FindAsync(tenant, customer, cancellationToken) ?? new(id, key); // erased at this moment: then nobody reads this row
    }

    private async ValueTask<CustomerKey?> FindAsync(string tenant, string customer, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue((tenant, customer), out CustomerKey? known))
            return known;
        await using var context = contexts.For(tenant);
        if (await context.CustomerKeys.AsNoTracking().SingleOrDefaultAsync(key => key.Tenant == tenant && key.CustomerId == customer, cancellationToken) is not { } found)
            return null;
        return _known.Set((tenant, customer), await UnwrapAsync(found, cancellationToken), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = options.Value.LookupCache });
    }

    private async ValueTask<CustomerKey> UnwrapAsync(CustomerKeyEntity found, CancellationToken cancellationToken) =>
        new(found.KeyId, await vault.UnwrapAsync(WrappedKey.Unpack(found.Key), cancellationToken));
}
