using System.Text;

namespace Agent.Host.Security.Vault;

/// <summary>A key or a short secret as it is stored.</summary>
/// <param name="KeyId">Which of the vault's keys wraps it; empty when none does.</param>
/// <param name="Wrapped">The wrapped bytes.</param>
internal sealed record WrappedKey(string KeyId, byte[] Wrapped)
{
    /// <summary>Both as one column: the length of the id, the id, the bytes.</summary>
    public byte[] Pack()
    {
        var id = Encoding.UTF8.GetBytes(KeyId);
        return [(byte)id.Length, .. id, .. Wrapped];
    }

    /// <exception cref="KeyLostException">These bytes were not packed here.</exception>
    public static WrappedKey Unpack(byte[] packed) => packed.Length > 0 && packed.Length > packed[0]
        ? new(Encoding.UTF8.GetString(packed, 1, packed[0]), packed[(1 + packed[0])..]) : throw new KeyLostException("A stored key is cut short.");
}
