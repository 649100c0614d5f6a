namespace Agent.Host.Security.Vault;

/// <summary>Wraps nothing: where no key ring is configured, keys lie in the database as they are, and whoever reads the database or a copy of it reads them.</summary>
internal sealed class NoVault : IKeyVault
{
    public ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => ValueTask.FromResult(new WrappedKey("", key.ToArray()));

    public ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken) => wrapped.KeyId.Length == 0
        ? ValueTask.FromResult(wrapped.Wrapped) : throw new KeyLostException($"It was wrapped with the key '{wrapped.KeyId}', and there is no key ring (KeyRing:Path).");
}
