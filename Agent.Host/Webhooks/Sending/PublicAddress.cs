using System.Net;
using System.Net.Sockets;

namespace Agent.Host.Webhooks.Sending;

/// <summary>Which addresses are somebody on the internet, by the registries of special addresses (IANA), and not this machine, its network, or what a cloud tells its machines.</summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] s_special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "168.63.129.16/32", // what Azure's machines are told things by
            // Of IPv6, only 2000::/3 is given out; in it, these are not, or lead into IPv4 by a tunnel.
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    private static readonly IPNetwork s_givenOut = IPNetwork.Parse("2000::/3");

    public static bool Is(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (plain.AddressFamily == AddressFamily.InterNetworkV6 && !s_givenOut.Contains(plain))
            return false;
        return !s_special.Any(network => network.Contains(plain));
    }
}
