using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;

namespace Agent.Host.Security.Vault;

/// <summary>
/// Keys that never leave Azure Key Vault. What is to be wrapped can be longer than an RSA key wraps, so each gets a key of its own (AES-256-GCM), and the vault wraps that one. Keys it has unwrapped are remembered
/// for minutes: to forget a customer is to remove what they unwrap.
/// </summary>
internal sealed class AzureVault(AzureKeyClient client) : IKeyVault, IDisposable
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int KeyBytes = 32;
    private static readonly TimeSpan s_remembered = TimeSpan.FromMinutes(5);
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    public async ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        var own = RandomNumberGenerator.GetBytes(KeyBytes);
        var (version, wrapped) = await client.WrapAsync(own, cancellationToken);
        var packed = new byte[2 + wrapped.Length + NonceBytes + key.Length + TagBytes];
        (packed[0], packed[1]) = ((byte)(wrapped.Length >> 8), (byte)wrapped.Length);
        wrapped.CopyTo(packed, 2);
        var nonce = packed.AsSpan(2 + wrapped.Length, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(own, TagBytes);
        aes.Encrypt(nonce, key.Span, packed.AsSpan(2 + wrapped.Length + NonceBytes, key.Length), packed.AsSpan(packed.Length - TagBytes), Encoding.UTF8.GetBytes(version));
        return new(version, packed);
    }

    public async ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken)
    {
        if (wrapped.KeyId.Length == 0)
            return wrapped.Wrapped; // from before there was a vault
        var packed = wrapped.Wrapped;
        var length = packed.Length >= 2 ? (packed[0] << 8) | packed[1] : int.MaxValue;
        if (packed.Length < 2 + (long)length + NonceBytes + TagBytes)
            throw new KeyLostException("A stored key is cut short, or was not wrapped by this vault.");
        var own = await OpenAsync(wrapped.KeyId, packed[2..(2 + length)], cancellationToken);
        try
        {
            var text = new byte[packed.Length - 2 - length - NonceBytes - TagBytes];
            using var aes = new AesGcm(own, TagBytes);
            aes.Decrypt(packed.AsSpan(2 + length, NonceBytes), packed.AsSpan(2 + length + NonceBytes, text.Length), packed.AsSpan(packed.Length - TagBytes), text, Encoding.UTF8.GetBytes(wrapped.KeyId));
            return text;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new KeyLostException("A stored key was changed.", fault);
        }
    }

    public void Dispose()
    {
        _known.Dispose();
        client.Dispose();
    }

    private async ValueTask<byte[]> OpenAsync(string version, byte[] wrapped, CancellationToken cancellationToken)
    {
        var name = Base64Url.EncodeToString(SHA256.HashData(wrapped));
        return _known.TryGetValue(name, out byte[]? own) && own is not null
            ? own : _known.Set(name, await client.UnwrapAsync(version, wrapped, cancellationToken), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = s_remembered });
    }
}
