using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Agent.Host.Security.Vault;

/// <summary>
/// Keys in a file, for development and for those who have no vault. The newest wraps (AES-256-GCM), the older ones unwrap what they wrapped; the verb <c>keys</c> exchanges them.
/// </summary>
internal sealed class FileVault : IKeyVault
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _path;
    private readonly string _setting;
    private KeyFile _keys;

    /// <exception cref="ConfigurationFaultException">The file cannot be read or made, or holds something else.</exception>
    public FileVault(string path, string setting)
    {
        (_path, _setting) = (path, setting);
        _keys = Read() ?? Create();
    }

    /// <summary>The key that wraps.</summary>
    public string CurrentId => _keys.Current;

    public ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        var keys = _keys = Read() ?? _keys; // seldom asked for, and another process may have rotated
        var packed = new byte[NonceBytes + key.Length + TagBytes];
        RandomNumberGenerator.Fill(packed.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(keys.Keys[keys.Current], TagBytes);
        aes.Encrypt(packed.AsSpan(0, NonceBytes), key.Span, packed.AsSpan(NonceBytes, key.Length), packed.AsSpan(NonceBytes + key.Length), Encoding.UTF8.GetBytes(keys.Current));
        return ValueTask.FromResult(new WrappedKey(keys.Current, packed));
    }

    public ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken)
    {
        if (wrapped.KeyId.Length == 0)
            return ValueTask.FromResult(wrapped.Wrapped); // from before there was a key ring
        if (!_keys.Keys.TryGetValue(wrapped.KeyId, out var key) && !(_keys = Read() ?? _keys).Keys.TryGetValue(wrapped.KeyId, out key)) // another replica may have rotated
            throw new KeyLostException($"The key ring has no key '{wrapped.KeyId}'.");
        try
        {
            var text = new byte[wrapped.Wrapped.Length - NonceBytes - TagBytes];
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(wrapped.Wrapped.AsSpan(0, NonceBytes), wrapped.Wrapped.AsSpan(NonceBytes, text.Length), wrapped.Wrapped.AsSpan(NonceBytes + text.Length), text, Encoding.UTF8.GetBytes(wrapped.KeyId));
            return ValueTask.FromResult(text);
        }
        catch (Exception fault) when (fault is CryptographicException or OverflowException or ArgumentException)
        {
            throw new KeyLostException("A stored key was changed, or wrapped with another key of that name.", fault);
        }
    }

    /// <summary>Adds a key, which wraps from now on.</summary>
    /// <returns>Its id.</returns>
    public string Rotate()
    {
        var id = NewId();
        _keys = new KeyFile { Current = id, Keys = new(_keys.Keys) { [id] = RandomNumberGenerator.GetBytes(32) } };
        Replace();
        return id;
    }

    /// <summary>Forgets all keys but the newest: what was wrapped with them and lies in some copy of the database can never be read again.</summary>
    /// <returns>How many were forgotten.</returns>
    public int Prune()
    {
        var gone = _keys.Keys.Count - 1;
        _keys = new KeyFile { Current = _keys.Current, Keys = new() { [_keys.Current] = _keys.Keys[_keys.Current] } };
        Replace();
        return gone;
    }

    private static string NewId() => $"k{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";

    private void Replace()
    {
        var next = _path + ".next";
        File.Delete(next);
        Write(next, _keys);
        File.Move(next, _path, overwrite: true); // in one step: a kill leaves the old file or the new one
    }

    private KeyFile? Read()
    {
        try
        {
            var keys = JsonSerializer.Deserialize(File.ReadAllText(_path), VaultJsonContext.Default.KeyFile);
            return keys is not null && keys.Keys.TryGetValue(keys.Current, out _) && keys.Keys.Values.All(key => key.Length == 32) ? keys
                : throw new ConfigurationFaultException(_setting, $"names {_path}, which is no key ring.");
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationFaultException(_setting, $"names no readable key ring: {fault.Message}", fault);
        }
    }

    private KeyFile Create()
    {
        var id = NewId();
        var keys = new KeyFile { Current = id, Keys = new() { [id] = RandomNumberGenerator.GetBytes(32) } };
        var mine = $"{_path}.{id}";
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(_path)) is { } directory)
                Directory.CreateDirectory(directory);
            Write(mine, keys);
            File.Move(mine, _path); // refused where another process was first: theirs is taken then
            return keys;
        }
        catch (IOException) when (File.Exists(_path))
        {
            File.Delete(mine);
            return Read()!;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationFaultException(_setting, $"names a key ring that cannot be made: {fault.Message}", fault);
        }
    }

    private static void Write(string path, KeyFile keys)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OnlyOwner;
        using var file = new FileStream(path, options);
        JsonSerializer.Serialize(file, keys, VaultJsonContext.Default.KeyFile);
        file.Flush(flushToDisk: true);
    }
}
