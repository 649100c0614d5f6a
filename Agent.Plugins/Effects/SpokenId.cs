using System.Security.Cryptography;
using System.Text;

namespace Agent.Plugins.Effects;

/// <summary>
/// Ids that follow from the call that makes the thing, so a repeated call names the same one before it has read anything.
/// Fifty bits, in letters that cannot be misheard: no I, L, O or U.
/// </summary>
internal static class SpokenId
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 10;

    /// <param name="prefix">What kind of thing it is, such as <c>T-</c>.</param>
    /// <param name="tenant">The tenant of the call.</param>
    /// <param name="idempotencyKey">The name of the call.</param>
    public static string Of(string prefix, string tenant, string idempotencyKey)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}\n{idempotencyKey}"));
        return prefix + string.Create(Length, hash, static (text, bytes) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = Alphabet[bytes[i] % Alphabet.Length];
            }
        });
    }
}
