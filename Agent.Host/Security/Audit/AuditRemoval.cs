using System.Buffers.Text;
using Agent.Host.Security.Storage;
using Microsoft.EntityFrameworkCore;

namespace Agent.Host.Security.Audit;

/// <summary>One step of removing the oldest rows of a log.</summary>
/// <param name="Rows">How many went.</param>
/// <param name="Upto">The last of them.</param>
/// <param name="Fault">Why none did: they are not what was written.</param>
internal sealed record AuditRemoval(int Rows, long Upto, AuditFault? Fault)
{
    /// <summary>Removes the oldest rows, with the beginning that takes their place, all or nothing. The last row stays, however old: the next one follows it.</summary>
    /// <param name="context">Where.</param>
    /// <param name="tenant">Whose log.</param>
    /// <param name="before">Rows from before this time.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="signer">Signs the beginning.</param>
    /// <param name="now">When it is signed.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Null when there is nothing to remove.</returns>
    public static async Task<AuditRemoval?> RunAsync(
        SecurityDbContext context, string tenant, DateTimeOffset before, int limit, AuditSigner signer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await AuditStore.LockAsync(context, tenant, cancellationToken);
        var oldest = await context.Audit.AsNoTracking().Where(row => row.Tenant == tenant).OrderBy(row => row.Number).Take(limit + 1).ToListAsync(cancellationToken);
        List<AuditRow> due = [.. oldest.Select(AuditStore.Read).TakeWhile(row => row.At < before).Take(Math.Min(limit, oldest.Count - 1))];
        if (due.Count == 0)
            return null;
        var beginning = await AuditSnapshot.ReadBeginningAsync(context, tenant, cancellationToken);
        var checkpoints = await AuditSnapshot.ReadCheckpointsAsync(context, tenant, cancellationToken, due[^1].Number);
        var verifier = new AuditVerifier(tenant, checkpoints, signer.KeyOf(checkpoints, beginning), beginning);
        if (await verifier.FindFaultAsync(due.ToAsyncEnumerable()) is { } fault)
            return new(0, 0, fault);
        var next = signer.SignBeginning(tenant, due[^1].Number, due[^1].Hash, now);
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO security.audit_beginnings (tenant, number, at, hash, key_id, signature)
            VALUES ({tenant}, {next.Number}, {next.At.UtcDateTime}, {Convert.FromHexString(next.Hash)}, {next.KeyId}, {Base64Url.DecodeFromChars(next.Signature)})
            ON CONFLICT (tenant) DO UPDATE SET number = EXCLUDED.number, at = EXCLUDED.at, hash = EXCLUDED.hash, key_id = EXCLUDED.key_id, signature = EXCLUDED.signature
            """, cancellationToken);
        await context.Audit.Where(row => row.Tenant == tenant && row.Number <= next.Number).ExecuteDeleteAsync(cancellationToken);
        await context.AuditCheckpoints.Where(row => row.Tenant == tenant && row.Number <= next.Number).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(due.Count, next.Number, null);
    }
}
