using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Results;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Agent.Plugins.Mcp.Serving;

/// <summary>One of our tools as an MCP client sees it, in one version of its schema. It runs through the same filters as a call from a workflow.</summary>
public sealed partial class ServedTool : McpServerTool
{
    private readonly ToolSchemaVersion _version;
    private readonly Kernel _kernel;
    private readonly JsonElement _schema;
    private readonly ILogger _logger;

    internal ServedTool(KernelFunction function, ToolSchemaVersion version, Kernel kernel, ILogger logger)
    {
        (Function, _version, _kernel, _logger) = (function, version, kernel, logger);
        _schema = function.JsonSchema;
        ProtocolTool = Describe(function, version == ToolSchemaVersion.V2 ? MinorUnits.Describe(_schema) : _schema, version);
    }

    /// <summary>The tool behind it.</summary>
    public KernelFunction Function { get; }

    /// <inheritdoc/>
    public override Tool ProtocolTool { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<object> Metadata => [];

    /// <inheritdoc/>
    /// <exception cref="McpProtocolException">The tool could not be run; nothing is known of its effect.</exception>
    public override async ValueTask<CallToolResult> InvokeAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.JsonRpcRequest.Context?.Items?.TryGetValue(McpCall.Item, out var item) is not true || item is not McpCall call)
        {
            throw new McpProtocolException("It is not known for whom this tool should run.", McpErrorCode.InternalError);
        }

        using var span = CallSpan.Start(Function.Name, request.Params?.Meta);
        var result = await RunAsync(call, request.Params?.Arguments ?? new Dictionary<string, JsonElement>(), cancellationToken);
        var isError = result.StartsWith(ToolErrorFilter.Prefix, StringComparison.Ordinal);
        return new()
        {
            Content = [new TextContentBlock { Text = isError || _version == ToolSchemaVersion.V1 ? result : MinorUnits.FromOwn(result) }],
            IsError = isError,
        };
    }

    [SuppressMessage("Design", "CA1031", Justification = "Logged here, and told to the client without internals.")]
    private async Task<string> RunAsync(McpCall call, IEnumerable<KeyValuePair<string, JsonElement>> given, CancellationToken cancellationToken)
    {
        var kernel = _kernel.Clone();
        call.Fill(kernel);
        try
        {
            var result = await Function.InvokeAsync(kernel, ArgumentsOf(given), cancellationToken);
            return TextOf(result.GetValue<object>());
        }
        catch (ToolException refusal)
        {
            return ToolErrorFilter.Prefix + refusal.Message;
        }
        catch (KernelException exception) when (exception.InnerException is ArgumentException missing)
        {
            return ToolErrorFilter.Prefix + missing.Message;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFault(exception, Function.Name);
            throw new McpProtocolException(
                $"{Function.Name} could not be run just now. Call it again, with the same idempotency key if it changes something.", McpErrorCode.InternalError);
        }
    }

    private KernelArguments ArgumentsOf(IEnumerable<KeyValuePair<string, JsonElement>> given)
    {
        var arguments = new KernelArguments();
        foreach (var (name, value) in _version == ToolSchemaVersion.V1 ? given : MinorUnits.ToOwn(given, _schema))
        {
            arguments[name] = value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Null => null,
                _ => value,
            };
        }

        return arguments;
    }

    private static string TextOf(object? value) => value switch
    {
        null => "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString()!,
        JsonElement json => json.GetRawText(),
        _ => JsonSerializer.Serialize(value, value.GetType(), Wire),
    };

    // As the workflow writes a result that is no text.
    private static readonly JsonSerializerOptions Wire = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static Tool Describe(KernelFunction function, JsonElement schema, ToolSchemaVersion version)
    {
        var changes = ToolMetadata.IsConsequential(function);
        var meta = new JsonObject
        {
            [McpMetaKeys.Plugin] = function.PluginName,
            [McpMetaKeys.Consequential] = changes,
            [McpMetaKeys.Schema] = $"v{(int)version}",
        };
        if (ToolMetadata.ScopeOf(function) is { } scope)
        {
            meta[McpMetaKeys.Scope] = scope;
        }

        return new()
        {
            Name = function.Name,
            Description = function.Description,
            InputSchema = Close(schema),
            // Called again with the same key it does nothing more, and without a key it does not run: that is what idempotent means here.
            Annotations = new() { ReadOnlyHint = !changes, DestructiveHint = changes, IdempotentHint = true, OpenWorldHint = false },
            Meta = meta,
        };
    }

    /// <summary>Says what holds anyway: arguments the tool does not know are refused.</summary>
    private static JsonElement Close(JsonElement schema)
    {
        var root = JsonObject.Create(schema) ?? new JsonObject { ["type"] = "object", ["properties"] = new JsonObject() };
        root["additionalProperties"] = false;
        return JsonSerializer.SerializeToElement(root);
    }

    [LoggerMessage(EventId = 2331, Level = LogLevel.Error, Message = "The tool {Tool} could not be run for an MCP client")]
    private partial void LogFault(Exception exception, string tool);
}
