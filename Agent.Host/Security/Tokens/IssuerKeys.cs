using Microsoft.IdentityModel.Tokens;

namespace Agent.Host.Security.Tokens;

/// <summary>
/// The keys of one issuer: read when the first token comes, by one request however many tokens wait for it, and again when they are old or a token names a key
/// that is not among them — but never more often than the interval, so that tokens with made-up key ids do not turn us against the issuer.
/// </summary>
internal sealed partial class IssuerKeys(TokenIssuerOptions issuer, AuthOptions options, IHttpClientFactory http, TimeProvider clock, ILogger<TokenVerifier> logger)
{
    /// <summary>The name of the HTTP client.</summary>
    public const string ClientName = "issuers";

    /// <summary>Keys that could not be read anew for so long are used no more.</summary>
    public static readonly TimeSpan OldestUsable = TimeSpan.FromHours(24);

    private static readonly TimeSpan RetryWhenEmpty = TimeSpan.FromSeconds(2);
    private readonly Lock _gate = new();
    private IssuerKeyRing? _ring;
    private Task<IssuerKeyRing>? _reading;
    private DateTimeOffset _nextReading = DateTimeOffset.MinValue;

    /// <summary>How the tokens of this issuer are read.</summary>
    public TokenIssuerOptions Issuer => issuer;

    /// <summary>The keys a signature may be from; none when the issuer has no such key.</summary>
    /// <exception cref="IssuerUnavailableException">The keys cannot be had.</exception>
    public async ValueTask<IReadOnlyList<JsonWebKey>> FindAsync(string? keyId, string algorithm, CancellationToken cancellationToken)
    {
        var ring = await GetAsync(cancellationToken);
        if (ring.Find(keyId, algorithm) is { Count: > 0 } found)
            return found;
        return TryRead() is { } reading && await ReadOrKeepAsync(reading, ring, cancellationToken) is { } newer ? newer.Find(keyId, algorithm) : [];
    }

    /// <summary>The issuer's documents; from memory, unless there are none yet.</summary>
    /// <exception cref="IssuerUnavailableException">They cannot be had.</exception>
    public async ValueTask<IssuerKeyRing> GetAsync(CancellationToken cancellationToken)
    {
        var ring = Volatile.Read(ref _ring);
        var age = ring is null ? OldestUsable : clock.GetUtcNow() - ring.ReadAt;
        if (ring is null || age >= OldestUsable)
            return await (TryRead() ?? throw new IssuerUnavailableException("its keys could not be read a moment ago")).WaitAsync(cancellationToken);
        if (age >= options.KeysMaxAge)
            _ = TryRead(); // goes on by itself; who waits here needs nothing newer
        return ring;
    }

    private static async Task<IssuerKeyRing> ReadOrKeepAsync(Task<IssuerKeyRing> reading, IssuerKeyRing old, CancellationToken cancellationToken)
    {
        try
        {
            return await reading.WaitAsync(cancellationToken);
        }
        catch (IssuerUnavailableException)
        {
            return old; // logged where it happened
        }
    }

    /// <summary>The reading under way, or a new one; null when the last one was too short a time ago.</summary>
    private Task<IssuerKeyRing>? TryRead()
    {
        lock (_gate)
        {
            if (_reading is { IsCompleted: false })
                return _reading;
            if (clock.GetUtcNow() < _nextReading)
                return null;
            _nextReading = clock.GetUtcNow() + (_ring is null && options.KeyRefreshInterval > RetryWhenEmpty ? RetryWhenEmpty : options.KeyRefreshInterval);
            return _reading = Task.Run(ReadAsync, CancellationToken.None); // shared: nobody's cancellation may break it off for the others
        }
    }

    private async Task<IssuerKeyRing> ReadAsync()
    {
        try
        {
            using var client = http.CreateClient(ClientName);
            var address = issuer.MetadataAddress ?? issuer.Issuer.TrimEnd('/') + "/.well-known/openid-configuration";
            var metadata = IssuerMetadata.Read(await client.GetByteArrayAsync(new Uri(address)), issuer.Issuer);
            var keys = IssuerKeyRing.Usable(await client.GetStringAsync(new Uri(metadata.KeysAddress)));
            var ring = new IssuerKeyRing(metadata, keys, clock.GetUtcNow());
            lock (_gate)
            {
                _ring = ring;
                _nextReading = ring.ReadAt + options.KeyRefreshInterval;
            }

            LogRead(issuer.Issuer, keys.Count);
            return ring;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IssuerUnavailableException or IOException)
        {
            LogUnavailable(exception, issuer.Issuer);
            throw exception as IssuerUnavailableException ?? new IssuerUnavailableException("its documents cannot be fetched", exception);
        }
    }

    [LoggerMessage(EventId = 1401, Level = LogLevel.Information, Message = "Read {Count} keys of the issuer {Issuer}")]
    private partial void LogRead(string issuer, int count);

    [LoggerMessage(EventId = 1402, Level = LogLevel.Warning, Message = "The keys of the issuer {Issuer} cannot be read")]
    private partial void LogUnavailable(Exception exception, string issuer);
}
