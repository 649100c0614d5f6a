using System.Diagnostics.CodeAnalysis;
using Agent.Plugins.Mcp.Remote.Authorization;
using Agent.Plugins.Mcp.Remote.Configuration;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Agent.Plugins.Mcp.Remote;

/// <summary>The connection to one MCP server: made when it is needed, and anew after it was given up.</summary>
internal sealed partial class RemoteConnection(string name, ToolServerOptions options, TimeProvider clock, ILogger logger, Action toolsChanged) : IAsyncDisposable
{
    private readonly HttpClient _http = new(HandlerFor(name, options, clock)) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private McpClient? _client;
    private RemoteListening? _listening;

    /// <summary>The connection there is, or a new one.</summary>
    public async Task<McpClient> OpenAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _client) is { Completion.IsCompleted: false } connected)
        {
            return connected;
        }

        await _connecting.WaitAsync(cancellationToken);
        try
        {
            if (_client is { Completion.IsCompleted: false })
            {
                return _client;
            }

            Retire(_client);
            await EndListeningAsync();
            var transport = new HttpClientTransport(
                new()
                {
                    Endpoint = options.Url!, TransportMode = HttpTransportMode.StreamableHttp, Name = name, MaxReconnectionAttempts = 0,
                    AdditionalHeaders = options.Token is { Length: > 0 } token ? new Dictionary<string, string> { ["Authorization"] = $"Bearer {token}" } : null,
                },
                _http);
            var client = await McpClient.CreateAsync(transport, new()
            {
                ClientInfo = new() { Name = "agent", Version = typeof(RemoteServer).Assembly.GetName().Version?.ToString(3) ?? "1.0.0" },
                ProtocolVersion = options.ProtocolVersion,
                InitializationTimeout = options.AttemptTimeout,
            }, cancellationToken: cancellationToken);
            client.RegisterNotificationHandler(NotificationMethods.ToolListChangedNotification, (_, _) =>
            {
                toolsChanged();
                return ValueTask.CompletedTask;
            });
            Volatile.Write(ref _client, client);
            _listening = new(client, name, options.RefreshInterval, clock, logger, toolsChanged);
            return client;
        }
        finally
        {
            _connecting.Release();
        }
    }

    /// <summary>What every request to a tool server goes through: limits, and the access token where one is got for it.</summary>
    internal static HttpMessageHandler HandlerFor(string name, ToolServerOptions options, TimeProvider clock)
    {
        var limiting = new LimitingHandler(options.MostBytes);
        return options.OAuth is null ? limiting : new AuthorizingHandler(new(name, options, clock), limiting);
    }

    /// <summary>Gives a connection up: the next request makes a new one, and those under way may still come to an end.</summary>
    public void Retire(McpClient? client)
    {
        if (client is not null && Interlocked.CompareExchange(ref _client, null, client) == client)
        {
            _ = EndAsync(client, options.AttemptTimeout);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndListeningAsync();
        if (Interlocked.Exchange(ref _client, null) is { } client)
        {
            await EndAsync(client, TimeSpan.Zero);
        }

        _http.Dispose();
        _connecting.Dispose();
    }

    private async ValueTask EndListeningAsync()
    {
        if (Interlocked.Exchange(ref _listening, null) is { } listening)
        {
            await listening.DisposeAsync();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A connection that is given up may fail in any way.")]
    private async Task EndAsync(McpClient client, TimeSpan grace)
    {
        try
        {
            await Task.Delay(grace);
            await client.DisposeAsync();
        }
        catch (Exception exception)
        {
            LogDropped(exception, name);
        }
    }

    [LoggerMessage(EventId = 2314, Level = LogLevel.Debug, Message = "Giving up a connection to the tool server {Server}")]
    private partial void LogDropped(Exception exception, string server);
}
