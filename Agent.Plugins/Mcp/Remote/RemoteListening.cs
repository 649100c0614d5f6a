using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Agent.Plugins.Mcp.Remote;

/// <summary>
/// Holds the stream on which a server of the current revision says that its tools have changed. One of the older revision says so on a stream that the library
/// opens by itself. Where neither works, the list is read at intervals anyway.
/// </summary>
internal sealed partial class RemoteListening : IAsyncDisposable
{
    private const string FirstWithSubscriptions = "2026-07-28";

    private readonly McpClient _client;
    private readonly string _server;
    private readonly TimeSpan _pause;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Action _toolsChanged;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _listening;

    /// <param name="client">The connection.</param>
    /// <param name="server">The server's name here.</param>
    /// <param name="pause">How long to wait after a stream that broke; nobody is served by more haste, for the list is read now and after as much time again.</param>
    /// <param name="clock">The time.</param>
    /// <param name="logger">Where a stream that breaks is noted.</param>
    /// <param name="toolsChanged">What to do when tools have changed, or may have.</param>
    public RemoteListening(McpClient client, string server, TimeSpan pause, TimeProvider clock, ILogger logger, Action toolsChanged)
    {
        (_client, _server, _pause, _clock, _logger, _toolsChanged) = (client, server, pause, clock, logger, toolsChanged);
        var isSaid = client.ServerCapabilities.Tools?.ListChanged is true && string.CompareOrdinal(client.NegotiatedProtocolVersion, FirstWithSubscriptions) >= 0;
        _listening = isSaid ? Task.Run(ListenAsync) : Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _listening;
        _ended.Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "However a stream breaks, the list is read again and another one is opened; it is logged here.")]
    private async Task ListenAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                await HoldAsync();
            }
            catch (McpProtocolException refusal)
            {
                LogRefused(refusal, _server);
                return;
            }
            catch (Exception exception) when (!_ended.IsCancellationRequested)
            {
                LogBroken(exception, _server);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            // What changed while nobody listened was not heard.
            _toolsChanged();
            await Task.Delay(_pause, _clock, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Returns when the stream has ended, whole or broken off.</summary>
    private async Task HoldAsync()
    {
        using var stream = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        var watch = AnswerWatch.Begin();
        var request = _client.SendRequestAsync(new JsonRpcRequest
        {
            Method = RequestMethods.SubscriptionsListen,
            Params = new JsonObject { ["notifications"] = new JsonObject { ["toolsListChanged"] = true } },
        }, stream.Token);
        if (await Task.WhenAny(request, watch.Ended) != request)
        {
            await stream.CancelAsync(); // the library would wait for the rest for ever
        }

        await request;
    }

    [LoggerMessage(EventId = 2315, Level = LogLevel.Debug, Message = "The stream of the tool server {Server} on which it says that its tools changed has broken")]
    private partial void LogBroken(Exception exception, string server);

    [LoggerMessage(EventId = 2316, Level = LogLevel.Information, Message = "The tool server {Server} does not say when its tools change; they are read at intervals")]
    private partial void LogRefused(Exception exception, string server);
}
