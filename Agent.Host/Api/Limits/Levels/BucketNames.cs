using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Agent.Host.Api.Limits.Buckets;
using Agent.Host.Security;

namespace Agent.Host.Api.Limits.Levels;

/// <summary>
/// What buckets are called. Addresses and people stand in them as hashes: nobody reads in the table who was there.
/// </summary>
internal static class BucketNames
{
    private const int NetworkBytes = 8;

    /// <summary>The address a request came from; of an IPv6 address the network, as a household or a machine has all addresses of it.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null)
            return "";
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(plain.GetAddressBytes().AsSpan(0, NetworkBytes)) : plain.ToString();
    }

    public static BucketKey ForAddress(string policy, string address) => new("", $"{policy} {Hash(address)}");

    public static BucketKey ForCaller(string policy, Caller caller) => new(caller.Tenant, $"{policy} {Hash(caller.UniqueId)}");

    public static BucketKey ForTenant(string policy, string tenant) => new(tenant, policy);

    public static BucketKey ForService(string policy) => new("", policy);

    private static string Hash(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return Convert.ToHexStringLower(hash[..16]);
    }
}
