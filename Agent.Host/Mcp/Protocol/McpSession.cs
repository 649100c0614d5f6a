using System.Security.Claims;
using ModelContextProtocol.Server;

namespace Agent.Host.Mcp.Protocol;

/// <summary>A session of the older protocol: a server that lives as long as its client comes back.</summary>
internal sealed class McpSession(string id, string owner, StreamableHttpServerTransport transport, McpServer server, TimeProvider clock) : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private Task _running = Task.CompletedTask;
    private long _lastUse = clock.GetTimestamp();
    private int _uses;

    public string Id => id;

    /// <summary>Who opened it; nobody else may use it.</summary>
    public string Owner => owner;

    public StreamableHttpServerTransport Transport => transport;

    public CancellationToken Ended => _ended.Token;

    public void Start() => _running = server.RunAsync(_ended.Token);

    /// <summary>Keeps it from being thought unused.</summary>
    public IDisposable Use()
    {
        Interlocked.Increment(ref _uses);
        return new End(this);
    }

    public bool IsUnused(TimeSpan idle) => Volatile.Read(ref _uses) == 0 && clock.GetElapsedTime(Volatile.Read(ref _lastUse)) > idle;

    /// <summary>Sends what belongs to no request, until the client goes away or the session ends.</summary>
    public async Task ListenAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var use = Use();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        try
        {
            await transport.HandleGetRequestAsync(stream, either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // How such a stream usually ends.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await transport.DisposeAsync();
        await server.DisposeAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // It was told to end.
        }

        _ended.Dispose();
    }

    /// <summary>Who a request comes from, as far as sessions are concerned.</summary>
    public static string OwnerOf(ClaimsPrincipal user) =>
        $"{user.FindFirst("iss")?.Value}|{user.FindFirst("tenant")?.Value}|{user.FindFirst("sub")?.Value}";

    private sealed class End(McpSession session) : IDisposable
    {
        public void Dispose()
        {
            Volatile.Write(ref session._lastUse, session.Clock.GetTimestamp());
            Interlocked.Decrement(ref session._uses);
        }
    }

    private TimeProvider Clock => clock;
}
