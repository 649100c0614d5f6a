using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Agent.Host.Security.People;

/// <summary>
/// Seals the name of a customer: <c>customer:sealed:&lt;key&gt;:&lt;text&gt;</c>. The same name under the same key is always the same text, so that it can be searched for; it says nothing more than
/// that two rows are of the same person. AES-256-GCM, the nonce made of key and name.
/// </summary>
internal static class PersonSeal
{
    public const string Prefix = "customer:sealed:";

    /// <summary>What stands for a person whose key is no more.</summary>
    public const string Erased = "customer:erased";

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public static string Seal(CustomerKey key, string name)
    {
        var text = Encoding.UTF8.GetBytes(name);
        var packed = new byte[NonceBytes + text.Length + TagBytes];
        HMACSHA256.HashData(Derive(key, "nonce"), text).AsSpan(0, NonceBytes).CopyTo(packed);
        using var aes = new AesGcm(Derive(key, "seal"), TagBytes);
        aes.Encrypt(packed.AsSpan(0, NonceBytes), text, packed.AsSpan(NonceBytes, text.Length), packed.AsSpan(NonceBytes + text.Length));
        return $"{Prefix}{key.Id}:{Base64Url.EncodeToString(packed)}";
    }

    /// <summary>The key that something was sealed with; null when it was not.</summary>
    public static string? KeyOf(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal) && text.IndexOf(':', Prefix.Length) is > 0 and var end ? text[Prefix.Length..end] : null;

    /// <summary>The name; null when the key is another one, or the text was changed.</summary>
    public static string? Open(CustomerKey key, string text)
    {
        var place = Prefix.Length + key.Id.Length + 1;
        if (KeyOf(text) != key.Id || !Base64Url.IsValid(text.AsSpan(place)))
            return null;
        var packed = Base64Url.DecodeFromChars(text.AsSpan(place));
        if (packed.Length < NonceBytes + TagBytes)
            return null;
        try
        {
            var name = new byte[packed.Length - NonceBytes - TagBytes];
            using var aes = new AesGcm(Derive(key, "seal"), TagBytes);
            aes.Decrypt(packed.AsSpan(0, NonceBytes), packed.AsSpan(NonceBytes, name.Length), packed.AsSpan(NonceBytes + name.Length), name);
            return Encoding.UTF8.GetString(name);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static byte[] Derive(CustomerKey key, string use) => HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Key, 32, info: Encoding.UTF8.GetBytes(use));
}
