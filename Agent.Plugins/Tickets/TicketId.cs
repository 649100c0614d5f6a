using System.Security.Cryptography;
using System.Text;

namespace Agent.Plugins.Tickets;

/// <summary>
/// Ticket ids follow from the call that opens the ticket, so a repeated call names the same ticket before it has read anything.
/// Fifty bits, in letters that cannot be misheard: no I, L, O or U.
/// </summary>
internal static class TicketId
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 10;

    public static string Of(string tenant, string idempotencyKey)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}\n{idempotencyKey}"));
        return "T-" + string.Create(Length, hash, static (text, bytes) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = Alphabet[bytes[i] % Alphabet.Length];
            }
        });
    }
}
