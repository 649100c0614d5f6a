using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Resilience;
using Agent.Plugins.Mcp.Remote.Authorization;
using Agent.Plugins.Mcp.Remote.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Agent.Plugins.Mcp.Remote;

/// <summary>
/// One MCP server: connects when it is needed, and anew after a connection broke. A call that got no answer is made again where that is safe, which may reach
/// another copy of the server; one that gets none at all ends in words, never in an exception.
/// </summary>
internal sealed partial class RemoteServer : IAsyncDisposable
{
    /// <summary>What is wrong with a server before the first answer or failure.</summary>
    public const string NotReached = "it has not been reached yet";

    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500)];
    private static readonly TimeSpan Reading = TimeSpan.FromSeconds(1);
    private readonly ToolServerOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly RemoteConnection _connection;
    private volatile string? _fault = NotReached;

    public RemoteServer(string name, ToolServerOptions options, TimeProvider clock, ILogger<RemoteServer> logger)
    {
        (Name, _options, _clock, _logger) = (name, options, clock, logger);
        Prefix = options.Prefix ?? name;
        _connection = new(name, options, clock, logger, () => ToolsChanged?.Invoke());
    }

    public string Name { get; }

    public string Prefix { get; }

    public ToolServerOptions Options => _options;

    /// <summary>What is wrong with it; null when it answered last time.</summary>
    public string? Fault => _fault;

    /// <summary>Raised when the server says that its tools have changed.</summary>
    public event Action? ToolsChanged;

    /// <summary>Whether a tool of it counts as one that changes something.</summary>
    public bool Changes(Tool tool)
    {
        if (_options.Consequential.Contains(tool.Name))
        {
            return true;
        }

        if (_options.Reading.Contains(tool.Name))
        {
            return false;
        }

        return _options.Trust == ToolServerTrust.Untrusted || tool.Annotations is not { ReadOnlyHint: true, DestructiveHint: not true };
    }

    /// <summary>The tools it offers and the configuration allows.</summary>
    public async Task<IReadOnlyList<Tool>> ListAsync(CancellationToken cancellationToken)
    {
        using var limit = Limit(cancellationToken);
        McpClient? client = null;
        try
        {
            client = await _connection.OpenAsync(limit.Token);
            var tools = await client.ListToolsAsync(cancellationToken: limit.Token);
            _fault = null;
            return [.. tools.Select(tool => tool.ProtocolTool).Where(tool => _options.AllowedTools.Count == 0 || _options.AllowedTools.Contains(tool.Name))];
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Lose(client, exception);
            throw new RemoteFaultException($"The tool server {Name} did not list its tools.", exception);
        }
    }

    /// <summary>Calls a tool.</summary>
    /// <returns>Its result, or words that begin as every refusal does.</returns>
    /// <exception cref="ToolException">It is not available, or answered with nothing that can be used.</exception>
    /// <exception cref="RemoteFaultException">Our own server could not run it.</exception>
    public async Task<string> CallAsync(string tool, KernelArguments arguments, Kernel kernel, bool changes, CancellationToken cancellationToken)
    {
        var request = new CallToolRequestParams
        {
            Name = tool,
            Arguments = arguments.ToDictionary(argument => argument.Key, argument => ToJson(argument.Value)),
            Meta = RemoteMeta.Of(kernel, _options.Trust == ToolServerTrust.Own),
        };
        var mayRepeat = !changes || _options.Trust == ToolServerTrust.Own;
        for (var attempt = 0; ; attempt++)
        {
            var (result, fault) = await TryCallAsync(request, cancellationToken);
            if (fault is null)
            {
                return result!;
            }

            if (!mayRepeat || !fault.IsWorthRepeating || attempt == Pauses.Length)
            {
                throw Unusable(tool, changes, fault);
            }

            LogRepeated(tool, Name, fault.Reason.Message);
            await Task.Delay(Pauses[attempt], _clock, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    [SuppressMessage("Design", "CA1031", Justification = "Whatever another server answers must end in a result that the model can reason about; it is logged here.")]
    private async Task<(string? Result, RemoteFailure? Failure)> TryCallAsync(CallToolRequestParams request, CancellationToken cancellationToken)
    {
        using var limit = Limit(cancellationToken);
        McpClient? client = null;
        try
        {
            client = await _connection.OpenAsync(limit.Token);
            var result = await UntilBrokenAsync(AnswerWatch.Begin(), client, request, limit.Token);
            _fault = null;
            return (RemoteResult.TextOf(result), null);
        }
        catch (McpProtocolException exception)
        {
            // It answered, so it is there.
            _fault = null;
            return (null, new(exception, IsWorthRepeating: false));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Lose(client, exception);
            return (null, new(exception, IsWorthRepeating: exception is not (JsonException or AnswerTooLargeException) && exception.GetBaseException() is not (JsonException or AnswerTooLargeException)));
        }
    }

    private static async Task<CallToolResult> UntilBrokenAsync(AnswerWatch watch, McpClient client, CallToolRequestParams request, CancellationToken cancellationToken)
    {
        var call = client.CallToolAsync(request, cancellationToken).AsTask();
        if (await Task.WhenAny(call, watch.Ended).WaitAsync(cancellationToken) == call)
        {
            return await call;
        }

        try
        {
            return await call.WaitAsync(Reading, cancellationToken); // what has arrived has still to be read
        }
        catch (TimeoutException)
        {
            throw new IOException("The answer broke off.");
        }
    }

    private Exception Unusable(string tool, bool changes, RemoteFailure failure)
    {
        LogFailed(failure.Reason, tool, Name);
        return failure.Reason switch
        {
            McpProtocolException { ErrorCode: McpErrorCode.InternalError } fault when _options.Trust == ToolServerTrust.Own => new RemoteFaultException(fault.Message, fault),
            McpProtocolException { ErrorCode: McpErrorCode.InvalidParams } fault when _options.Trust == ToolServerTrust.Own => new ToolException(fault.Message, fault),
            { } other when TokenUnavailableException.IsBehind(other) => new ToolUnavailableException($"{tool} is not available at the moment; nothing was done. Try again later", other),
            McpProtocolException refusal => new ToolException($"{tool} could not be used: its server refused the request", refusal),
            { } other when other.GetBaseException() is JsonException or AnswerTooLargeException => new ToolException($"{tool} gave an answer that cannot be used" + Doubt(changes), other),
            var other => new ToolUnavailableException($"{tool} is not available at the moment" + Doubt(changes), other),
        };
    }

    private static string Doubt(bool changes) => changes ? "; it is not known whether it took effect, so look before you try again" : "; try again later";

    private void Lose(McpClient? client, Exception exception)
    {
        if (_fault is null)
        {
            LogLost(exception, Name);
        }

        _fault = exception is OperationCanceledException ? "it did not answer in time" : "it cannot be reached, or its answer cannot be used";
        _connection.Retire(client);
    }

    private CancellationTokenSource Limit(CancellationToken cancellationToken)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.AttemptTimeout);
        return limit;
    }

    private static JsonElement ToJson(object? value) => value as JsonElement? ?? JsonSerializer.SerializeToElement(value);

    [LoggerMessage(EventId = 2311, Level = LogLevel.Warning, Message = "The tool server {Server} cannot be used")]
    private partial void LogLost(Exception exception, string server);

    [LoggerMessage(EventId = 2312, Level = LogLevel.Warning, Message = "The tool {Tool} of {Server} could not be called")]
    private partial void LogFailed(Exception exception, string tool, string server);

    [LoggerMessage(EventId = 2313, Level = LogLevel.Information, Message = "The tool {Tool} of {Server} is called again: {Reason}")]
    private partial void LogRepeated(string tool, string server, string reason);
}
