using Agent.Host.Database;
using Agent.Host.Security.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Agent.Host.Security.Tenants;

/// <summary>What every request has to know of its tenant, from memory; changes made elsewhere are noticed after a short time.</summary>
internal sealed class TenantDirectory(IDbContextFactory<SecurityDbContext> contexts, IOptions<AuthOptions> options) : IDisposable
{
    private const int MostRemembered = 10_000;
    private static readonly TenantState Unwritten = new(false, new());
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MostRemembered });

    /// <summary>How a tenant stands. One nobody wrote down is like every other.</summary>
    public async ValueTask<TenantState> FindAsync(string tenant, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(tenant, out TenantState? known))
            return known!;
        await using var context = contexts.For(tenant);
        var found = await context.Tenants.AsNoTracking().SingleOrDefaultAsync(entity => entity.Tenant == tenant, cancellationToken);
        var state = found is null ? Unwritten : new(found.SuspendedAt is not null, TenantStore.Read(found.Settings));
        return _known.Set(tenant, state, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = options.Value.LookupCache });
    }

    /// <summary>Looks it up anew at its next request, on this replica.</summary>
    public void Forget(string tenant) => _known.Remove(tenant);

    public void Dispose() => _known.Dispose();
}
