using System.Security.Cryptography;

namespace Agent.Host.Webhooks;

/// <summary>The secret of a webhook as its receiver gets it: <c>whsec_</c> and 32 random bytes in base 64.</summary>
internal static class WebhookSecret
{
    public const string Prefix = "whsec_";

    public static byte[] New() => RandomNumberGenerator.GetBytes(32);

    public static string Write(byte[] secret) => Prefix + Convert.ToBase64String(secret);
}
