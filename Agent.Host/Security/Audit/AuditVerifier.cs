using System.Buffers.Text;
using System.Security.Cryptography;

namespace Agent.Host.Security.Audit;

/// <summary>
/// Goes through a tenant's log from its first row. The chain shows what was changed by somebody who could not write all that follows anew; the signed
/// checkpoints show the rest, the end that was cut off included.
/// </summary>
/// <param name="tenant">Whose log it is.</param>
/// <param name="checkpoints">Its checkpoints.</param>
/// <param name="key">The public key they were signed with; null to leave signatures unchecked.</param>
internal sealed class AuditVerifier(string tenant, IEnumerable<AuditCheckpoint> checkpoints, ECDsa? key)
{
    private readonly Queue<AuditCheckpoint> _checkpoints = new(checkpoints.OrderBy(checkpoint => checkpoint.Number));

    /// <summary>How many rows were found right.</summary>
    public long Rows { get; private set; }

    /// <summary>How many checkpoints fitted.</summary>
    public int Checkpoints { get; private set; }

    /// <summary>The first fault; null when there is none.</summary>
    /// <param name="rows">The log in the order it is stored in.</param>
    public async Task<AuditFault?> FindFaultAsync(IAsyncEnumerable<AuditRow> rows)
    {
        var before = AuditChain.Start;
        AuditRow? skipped = null; // the first row that came too early
        await foreach (var row in rows)
        {
            if (skipped is not null)
            {
                // Is what was missing there after all, only later?
                if (row.Number == Rows + 1)
                    return Fault(skipped.Number, "reordered", $"row {skipped.Number} stands before row {row.Number}");
                continue;
            }

            if (row.Tenant != tenant)
                return Fault(Rows + 1, "inserted", $"behind row {Rows} stands one of the tenant '{row.Tenant}'");
            if (row.Number <= Rows)
                return Fault(row.Number, "inserted", $"row {row.Number} is there more than once");
            if (row.Number > Rows + 1)
            {
                skipped = row;
                continue;
            }

            if (!string.Equals(AuditChain.HashOf(row, before), row.Hash, StringComparison.Ordinal))
                return Fault(row.Number, "altered", $"row {row.Number} is not what was written behind row {Rows}");
            before = row.Hash;
            Rows++;
            if (CheckSignature(row) is { } fault)
                return fault;
        }

        if (skipped is not null)
            return Fault(Rows + 1, "missing", skipped.Number == Rows + 2 ? $"row {Rows + 1} is missing" : $"rows {Rows + 1} to {skipped.Number - 1} are missing");
        return _checkpoints.TryPeek(out var later)
            ? Fault(Rows + 1, "missing", $"the log ends at row {Rows}, but a checkpoint was signed at row {later.Number}") : null;
    }

    private AuditFault? CheckSignature(AuditRow row)
    {
        while (_checkpoints.TryPeek(out var checkpoint) && checkpoint.Number == row.Number)
        {
            if (key is not null && (!Base64Url.IsValid(checkpoint.Signature)
                || !key.VerifyData(AuditChain.TextOf(checkpoint), Base64Url.DecodeFromChars(checkpoint.Signature), HashAlgorithmName.SHA256)))
                return Fault(row.Number, "unsigned", $"the checkpoint at row {row.Number} was not signed with this key");
            if (checkpoint.Hash != row.Hash)
                return Fault(row.Number, "altered", $"row {row.Number} or one before it was written anew after its checkpoint");
            _checkpoints.Dequeue();
            Checkpoints++;
        }

        return null;
    }

    private AuditFault Fault(long number, string kind, string message) => new(tenant, number, kind, $"{tenant}: {message}.");
}
