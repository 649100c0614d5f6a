namespace Agent.Host.Security.Vault;

/// <summary>
/// Wraps keys with a key that is kept outside of the database. The shape is that of a cloud's key vault (wrap, unwrap, versions of a key), so that one can take the place of the local file.
/// </summary>
internal interface IKeyVault
{
    /// <summary>Wraps a key or a short secret with the newest key.</summary>
    ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken);

    /// <summary>What was wrapped.</summary>
    /// <exception cref="KeyLostException">The vault has not the key any more, or the bytes were changed.</exception>
    ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken);
}
