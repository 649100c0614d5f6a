using System.Buffers.Text;
using System.Data;
using System.Runtime.CompilerServices;
using Agent.Host.Database;
using Agent.Host.Security.Storage;
using Microsoft.EntityFrameworkCore;

namespace Agent.Host.Security.Audit;

/// <summary>A tenant's whole log as it is at one instant: what is added, and what retention removes meanwhile, is not seen.</summary>
internal sealed class AuditSnapshot : IAsyncDisposable
{
    private readonly SecurityDbContext _context;
    private readonly string _tenant;

    private AuditSnapshot(SecurityDbContext context, string tenant) => (_context, _tenant) = (context, tenant);

    /// <summary>Where it begins; null for its first row.</summary>
    public AuditBeginning? Beginning { get; private set; }

    public IReadOnlyList<AuditCheckpoint> Checkpoints { get; private set; } = [];

    public static async Task<AuditSnapshot> OpenAsync(IDbContextFactory<SecurityDbContext> contexts, string tenant, CancellationToken cancellationToken)
    {
        var snapshot = new AuditSnapshot(contexts.For(tenant), tenant);
        try
        {
            await snapshot._context.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            snapshot.Beginning = await ReadBeginningAsync(snapshot._context, tenant, cancellationToken);
            snapshot.Checkpoints = await ReadCheckpointsAsync(snapshot._context, tenant, cancellationToken);
            return snapshot;
        }
        catch (Exception)
        {
            await snapshot.DisposeAsync(); // whatever went wrong, nobody else knows of it
            throw;
        }
    }

    /// <summary>Every row there is, in order.</summary>
    public async IAsyncEnumerable<AuditRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rows = _context.Audit.AsNoTracking().Where(row => row.Tenant == _tenant).OrderBy(row => row.Number).AsAsyncEnumerable();
        await foreach (var row in rows.WithCancellation(cancellationToken))
            yield return AuditStore.Read(row);
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    internal static async Task<AuditBeginning?> ReadBeginningAsync(SecurityDbContext context, string tenant, CancellationToken cancellationToken) =>
        await context.AuditBeginnings.AsNoTracking().SingleOrDefaultAsync(row => row.Tenant == tenant, cancellationToken) is { } found
            ? new(found.Tenant, found.Number, AuditStore.Time(found.At), Convert.ToHexStringLower(found.Hash), found.KeyId, Base64Url.EncodeToString(found.Signature)) : null;

    internal static async Task<IReadOnlyList<AuditCheckpoint>> ReadCheckpointsAsync(SecurityDbContext context, string tenant, CancellationToken cancellationToken, long upto = long.MaxValue)
    {
        var found = await context.AuditCheckpoints.AsNoTracking().Where(row => row.Tenant == tenant && row.Number <= upto).OrderBy(row => row.Number).ToListAsync(cancellationToken);
        return [.. found.Select(row => new AuditCheckpoint(row.Tenant, row.Number, AuditStore.Time(row.At), Convert.ToHexStringLower(row.Hash), row.KeyId, Base64Url.EncodeToString(row.Signature)))];
    }
}
