namespace Agent.Host.Security.Vault;

/// <summary>What a key ring's file holds.</summary>
internal sealed class KeyFile
{
    /// <summary>The id of the key that wraps.</summary>
    public required string Current { get; init; }

    /// <summary>All keys by id, 32 bytes each.</summary>
    public required Dictionary<string, byte[]> Keys { get; init; }
}
