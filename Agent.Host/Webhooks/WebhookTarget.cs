using System.Net;
using Agent.Host.Webhooks.Sending;

namespace Agent.Host.Webhooks;

/// <summary>Which addresses a webhook may have. What a name resolves to is looked at when it is called: <see cref="GuardedConnection"/>.</summary>
internal static class WebhookTarget
{
    private const int Longest = 2000;

    /// <summary>What is wrong with an address; null when nothing is.</summary>
    public static string? FaultOf(string? text, WebhookOptions options)
    {
        if (text is not { Length: > 0 and <= Longest } || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0)
            return $"must be an absolute address of up to {Longest} characters.";
        if (url.Scheme != Uri.UriSchemeHttps && !(options.AllowHttp && url.Scheme == Uri.UriSchemeHttp))
            return "must begin with https://.";
        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            return "must have neither user nor fragment.";
        if (!IsAllowed(url.IdnHost, options))
            return "names a host that webhooks may not go to (Webhooks:AllowedHosts).";
        return !options.AllowPrivateAddresses && IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out var address) && !PublicAddress.Is(address)
            ? "must not be a loopback, private, link-local or other special address." : null;
    }

    private static bool IsAllowed(string host, WebhookOptions options)
    {
        var name = host.TrimEnd('.');
        return options.AllowedHosts.Any(allowed => allowed == "*"
            || string.Equals(allowed, name, StringComparison.OrdinalIgnoreCase)
            || (allowed.StartsWith("*.", StringComparison.Ordinal) && name.Length > allowed.Length - 1 && name.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)));
    }
}
