using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Agent.Host.Security.Keys;

/// <summary>
/// What an API key looks like: <c>ak_</c>, twelve characters that find it, and 256 random bits that prove it. Those are hashed once and not slowly: nobody guesses
/// them, and every request checks them.
/// </summary>
internal static class ApiKeyText
{
    private const string Start = "ak_";
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly SearchValues<char> Possible = SearchValues.Create(Letters);
    private const int IdLength = 15;
    private const int SecretBytes = 32;
    private const int Length = IdLength + 1 + 43;

    /// <summary>Whether a credential claims to be one; tokens never begin like this.</summary>
    public static bool IsOne(string text) => text.StartsWith(Start, StringComparison.Ordinal);

    /// <summary>Makes a key. Its text is shown once and kept nowhere.</summary>
    public static (string Id, string Text) New()
    {
        var id = Start + RandomNumberGenerator.GetString(Letters, IdLength - Start.Length);
        return (id, $"{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}");
    }

    /// <summary>What finds the key; null when it cannot be one.</summary>
    public static string? IdOf(string text) =>
        text.Length == Length && text[IdLength] == '_' && !text.AsSpan(Start.Length, IdLength - Start.Length).ContainsAnyExcept(Possible) ? text[..IdLength] : null;

    /// <summary>What is kept of the key.</summary>
    public static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
