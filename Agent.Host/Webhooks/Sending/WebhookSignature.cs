using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Agent.Host.Webhooks.Sending;

/// <summary>Signs as the Standard Webhooks specification says, so that receivers can use its libraries: HMAC-SHA256 over id, time and body, with a dot between.</summary>
internal static class WebhookSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimeHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    /// <param name="secrets">All that are good at present: while a secret is exchanged there are two, and a receiver may know either.</param>
    /// <param name="id">The delivery's id.</param>
    /// <param name="at">When it is sent, in Unix seconds.</param>
    /// <param name="body">The body, to the letter.</param>
    public static string Make(IEnumerable<byte[]> secrets, string id, long at, string body)
    {
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at}.{body}"));
        return string.Join(' ', secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, signed))));
    }
}
