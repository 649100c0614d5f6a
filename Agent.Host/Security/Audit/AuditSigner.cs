using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Agent.Host.Security.Audit;

/// <summary>Signs checkpoints with the configured key.</summary>
internal sealed class AuditSigner : IDisposable
{
    private readonly ECDsa? _key;

    /// <exception cref="ConfigurationFaultException">The file is no such key.</exception>
    public AuditSigner(IOptions<AuditOptions> options)
    {
        if (options.Value.SigningKeyPath is not { Length: > 0 } path)
            return;
        _key = Read(path, $"{AuditOptions.Section}:{nameof(AuditOptions.SigningKeyPath)}");
        KeyId = Convert.ToHexStringLower(SHA256.HashData(_key.ExportSubjectPublicKeyInfo()))[..16];
    }

    /// <summary>The key, to check signatures with; null when there is none.</summary>
    public ECDsa? Key => _key;

    /// <summary>Whether there is a key.</summary>
    public bool CanSign => _key is not null;

    /// <summary>Names the key.</summary>
    public string KeyId { get; } = "";

    public AuditCheckpoint Sign(string tenant, long number, string hash, DateTimeOffset at)
    {
        var checkpoint = new AuditCheckpoint(tenant, number, AuditChain.Truncate(at), hash, KeyId, "");
        return checkpoint with { Signature = Base64Url.EncodeToString(_key!.SignData(AuditChain.TextOf(checkpoint), HashAlgorithmName.SHA256)) };
    }

    /// <summary>Signs where a log begins from now on.</summary>
    public AuditBeginning SignBeginning(string tenant, long number, string hash, DateTimeOffset at)
    {
        var beginning = new AuditBeginning(tenant, number, AuditChain.Truncate(at), hash, KeyId, "");
        return beginning with { Signature = Base64Url.EncodeToString(_key!.SignData(AuditChain.TextOf(beginning), HashAlgorithmName.SHA256)) };
    }

    /// <summary>The key, where it signed all of these; null where another one did, which is checked by whoever keeps that.</summary>
    public ECDsa? KeyOf(IEnumerable<AuditCheckpoint> checkpoints, AuditBeginning? beginning) =>
        checkpoints.All(checkpoint => checkpoint.KeyId == KeyId) && (beginning is null || beginning.KeyId == KeyId) ? _key : null;

    /// <summary>Reads a key, private or public, from a PEM file.</summary>
    /// <exception cref="ConfigurationFaultException">It is none, or on another curve.</exception>
    public static ECDsa Read(string path, string setting)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            if (key.KeySize == 256)
                return key;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException or IOException or UnauthorizedAccessException)
        {
            key.Dispose();
            throw new ConfigurationFaultException(setting, $"names no readable key: {exception.Message}", exception);
        }

        key.Dispose();
        throw new ConfigurationFaultException(setting, "names a key that is not on P-256.");
    }

    public void Dispose() => _key?.Dispose();
}
