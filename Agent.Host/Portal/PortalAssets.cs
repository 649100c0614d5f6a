using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;

namespace Agent.Host.Portal;

/// <summary>Styles, scripts and the icon: part of the program, served under an address that changes when one of them does, and so kept by browsers for good.</summary>
public sealed class PortalAssets
{
    private const string Prefix = "portal/";
    private readonly FrozenDictionary<string, byte[]> _files;

    /// <summary>Reads them once.</summary>
    public PortalAssets()
    {
        var assembly = Assembly.GetExecutingAssembly();
        _files = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[Prefix.Length..], name => Read(assembly, name));
        Version = Convert.ToHexStringLower(SHA256.HashData([.. _files.OrderBy(file => file.Key, StringComparer.Ordinal).SelectMany(file => file.Value)]))[..12];
    }

    /// <summary>A digest of all of them.</summary>
    public string Version { get; }

    /// <summary>Where a file is served.</summary>
    public string this[string name] => $"/portal/assets/{Version}/{name}";

    internal byte[]? Find(string name) => _files.GetValueOrDefault(name);

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
