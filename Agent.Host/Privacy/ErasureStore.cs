using System.Text.Json;
using Agent.Host.Database;
using Agent.Host.Privacy.Storage;
using Agent.Host.Security.Storage;
using Agent.Host.Security.Vault;
using Agent.Processes.Persistence.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Agent.Host.Privacy;

/// <summary>Keeps who is to be erased until it is done, on whatever replica.</summary>
internal sealed class ErasureStore(IDbContextFactory<SecurityDbContext> contexts, TenantDatabase database, IKeyVault vault, TimeProvider clock)
{
    internal const string Take =
        """
        UPDATE security.erasures e SET next_at = now() + $1 FROM (
            SELECT tenant, id FROM security.erasures WHERE done_at IS NULL AND next_at <= now() ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED
        ) due WHERE e.tenant = due.tenant AND e.id = due.id RETURNING e.tenant, e.id
        """;

    /// <summary>For how long a pass is one replica's.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromMinutes(5);

    /// <summary>Writes down that a customer is to be erased: from here on it will be, whatever is killed.</summary>
    public async Task<ErasureEntity> BeginAsync(string tenant, string customerId, string requestedBy, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var erasure = new ErasureEntity
        {
            Tenant = tenant, Id = $"er_{Guid.NewGuid():N}", Subject = await SealAsync(new(customerId, [], []), cancellationToken), RequestedAt = now, RequestedBy = requestedBy,
            NextAt = now + Hold, Removed = "{}",
        };
        await using var context = contexts.For(tenant);
        context.Erasures.Add(erasure);
        await context.SaveChangesAsync(cancellationToken);
        return erasure;
    }

    public async Task<ErasureEntity?> FindAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        await using var context = contexts.For(tenant);
        return await context.Erasures.AsNoTracking().SingleOrDefaultAsync(e => e.Tenant == tenant && e.Id == id, cancellationToken);
    }

    /// <summary>Takes one that is due, for <see cref="Hold"/>.</summary>
    public async Task<ErasureEntity?> TakeAsync(CancellationToken cancellationToken)
    {
        var taken = await database.Create(EdgeSweep.ErasuresTake, Hold).ReadAsync(row => (row.GetString(0), row.GetString(1)), cancellationToken);
        return taken is [var (tenant, id)] ? await FindAsync(tenant, id, cancellationToken) : null;
    }

    public async Task<ErasureSubject> OpenAsync(ErasureEntity erasure, CancellationToken cancellationToken) => JsonSerializer.Deserialize(
        await vault.UnwrapAsync(WrappedKey.Unpack(erasure.Subject!), cancellationToken), PrivacyJsonContext.Default.ErasureSubject)!;

    /// <summary>Keeps what was found before it is removed.</summary>
    public async Task NoteFoundAsync(ErasureEntity erasure, ErasureSubject subject, CancellationToken cancellationToken) => await database.ExecuteAsync(
        "UPDATE security.erasures SET subject = $3 WHERE tenant = $1 AND id = $2 AND done_at IS NULL",
        erasure.Tenant, cancellationToken, erasure.Id, await SealAsync(subject, cancellationToken));

    /// <summary>Notes a pass.</summary>
    /// <param name="erasure">The erasure.</param>
    /// <param name="removed">What was removed so far, with this pass.</param>
    /// <param name="next">When to look once more; null when it is done, and who it was is forgotten.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task NotePassAsync(ErasureEntity erasure, SortedDictionary<string, long> removed, TimeSpan? next, CancellationToken cancellationToken) => database.ExecuteAsync(
        """
        UPDATE security.erasures SET passes = passes + 1, removed = $3::json, next_at = now() + $4,
            done_at = CASE WHEN $5 THEN now() END, subject = CASE WHEN $5 THEN NULL ELSE subject END
        WHERE tenant = $1 AND id = $2 AND done_at IS NULL
        """,
        erasure.Tenant, cancellationToken, erasure.Id, JsonSerializer.Serialize(removed, PrivacyJsonContext.Default.SortedDictionaryStringInt64), next ?? TimeSpan.Zero, next is null);

    /// <summary>Notes what was removed in a pass that could not be brought to its end, and when to take it up again.</summary>
    public Task PutOffAsync(ErasureEntity erasure, SortedDictionary<string, long> removed, TimeSpan pause, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE security.erasures SET removed = $3::json, next_at = now() + $4 WHERE tenant = $1 AND id = $2 AND done_at IS NULL",
        erasure.Tenant, cancellationToken, erasure.Id, JsonSerializer.Serialize(removed, PrivacyJsonContext.Default.SortedDictionaryStringInt64), pause);

    public static SortedDictionary<string, long> Removed(ErasureEntity erasure) =>
        JsonSerializer.Deserialize(erasure.Removed, PrivacyJsonContext.Default.SortedDictionaryStringInt64)!;

    private async ValueTask<byte[]> SealAsync(ErasureSubject subject, CancellationToken cancellationToken) =>
        (await vault.WrapAsync(JsonSerializer.SerializeToUtf8Bytes(subject, PrivacyJsonContext.Default.ErasureSubject), cancellationToken)).Pack();
}
