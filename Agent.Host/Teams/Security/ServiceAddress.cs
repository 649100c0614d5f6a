namespace Agent.Host.Teams.Security;

/// <summary>Where answers may be sent. The bot's token goes there, so a host that nobody has named is refused.</summary>
internal static class ServiceAddress
{
    public static bool IsAllowed(string address, TeamsOptions options)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0)
            return false;
        // The playground, and tests: no token leaves the machine.
        if (options.Anonymous)
            return uri.IsLoopback;
        IEnumerable<string> hosts = options.ServiceHosts.Count > 0 ? options.ServiceHosts : TeamsOptions.PublicHosts;
        return (uri.Scheme == Uri.UriSchemeHttps || uri.IsLoopback) && hosts.Any(host => Matches(uri.Host, host));
    }

    private static bool Matches(string host, string allowed) => allowed.StartsWith("*.", StringComparison.Ordinal)
        ? host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase) : host.Equals(allowed, StringComparison.OrdinalIgnoreCase);
}
