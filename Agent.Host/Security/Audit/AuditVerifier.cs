using System.Buffers.Text;
using System.Security.Cryptography;

namespace Agent.Host.Security.Audit;

/// <summary>
/// Goes through a tenant's log from its first row, or from the row behind its signed beginning where retention has removed what was before. The chain shows what was changed by somebody who could not write all that follows anew; the signed
/// checkpoints show the rest, the end that was cut off included.
/// </summary>
/// <param name="tenant">Whose log it is.</param>
/// <param name="checkpoints">Its checkpoints.</param>
/// <param name="key">The public key they were signed with; null to leave signatures unchecked.</param>
/// <param name="beginning">Where the log begins; null for its first row.</param>
internal sealed class AuditVerifier(string tenant, IEnumerable<AuditCheckpoint> checkpoints, ECDsa? key, AuditBeginning? beginning = null)
{
    private readonly Queue<AuditCheckpoint> _checkpoints = new(checkpoints.Where(checkpoint => checkpoint.Number > (beginning?.Number ?? 0)).OrderBy(checkpoint => checkpoint.Number));
    private readonly long _first = beginning?.Number ?? 0;
    private long _last = beginning?.Number ?? 0;

    /// <summary>How many rows were found right.</summary>
    public long Rows => _last - _first;

    /// <summary>How many checkpoints fitted.</summary>
    public int Checkpoints { get; private set; }

    /// <summary>The first fault; null when there is none.</summary>
    /// <param name="rows">The log in the order it is stored in.</param>
    public async Task<AuditFault?> FindFaultAsync(IAsyncEnumerable<AuditRow> rows)
    {
        if (CheckBeginning() is { } forged)
            return forged;
        var before = beginning?.Hash ?? AuditChain.Start;
        AuditRow? skipped = null; // the first row that came too early
        await foreach (var row in rows)
        {
            if (skipped is not null)
            {
                // Is what was missing there after all, only later?
                if (row.Number == _last + 1)
                    return Fault(skipped.Number, "reordered", $"row {skipped.Number} stands before row {row.Number}");
                continue;
            }

            if (row.Tenant != tenant)
                return Fault(_last + 1, "inserted", $"behind row {_last} stands one of the tenant '{row.Tenant}'");
            if (row.Number <= _first)
                return Fault(row.Number, "inserted", $"row {row.Number} stands in a log that begins behind row {_first}");
            if (row.Number <= _last)
                return Fault(row.Number, "inserted", $"row {row.Number} is there more than once");
            if (row.Number > _last + 1)
            {
                skipped = row;
                continue;
            }

            if (!string.Equals(AuditChain.HashOf(row, before), row.Hash, StringComparison.Ordinal))
                return Fault(row.Number, "altered", $"row {row.Number} is not what was written behind row {_last}");
            before = row.Hash;
            _last++;
            if (CheckSignature(row) is { } fault)
                return fault;
        }

        if (skipped is not null)
            return Fault(_last + 1, "missing", skipped.Number == _last + 2 ? $"row {_last + 1} is missing" : $"rows {_last + 1} to {skipped.Number - 1} are missing");
        return _checkpoints.TryPeek(out var later)
            ? Fault(_last + 1, "missing", $"the log ends at row {_last}, but a checkpoint was signed at row {later.Number}") : null;
    }

    private AuditFault? CheckSignature(AuditRow row)
    {
        while (_checkpoints.TryPeek(out var checkpoint) && checkpoint.Number == row.Number)
        {
            if (!IsGenuine(AuditChain.TextOf(checkpoint), checkpoint.Signature))
                return Fault(row.Number, "unsigned", $"the checkpoint at row {row.Number} was not signed with this key");
            if (checkpoint.Hash != row.Hash)
                return Fault(row.Number, "altered", $"row {row.Number} or one before it was written anew after its checkpoint");
            _checkpoints.Dequeue();
            Checkpoints++;
        }

        return null;
    }

    private AuditFault? CheckBeginning() => beginning switch
    {
        null => null,
        _ when beginning.Tenant != tenant => Fault(beginning.Number, "inserted", $"the beginning is one of the tenant '{beginning.Tenant}'"),
        _ when !IsGenuine(AuditChain.TextOf(beginning), beginning.Signature) => Fault(beginning.Number, "unsigned", $"the beginning behind row {beginning.Number} was not signed with this key"),
        _ => null,
    };

    private bool IsGenuine(byte[] text, string signature) =>
        key is null || (Base64Url.IsValid(signature) && key.VerifyData(text, Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256));

    private AuditFault Fault(long number, string kind, string message) => new(tenant, number, kind, $"{tenant}: {message}.");
}
