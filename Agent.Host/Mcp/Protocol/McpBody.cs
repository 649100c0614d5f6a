using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Agent.Host.Mcp.Protocol;

/// <summary>The body of a POST: exactly one JSON-RPC message.</summary>
/// <param name="Message">The message as the library takes it.</param>
/// <param name="Json">The same, as it was written.</param>
internal sealed record McpBody(JsonRpcMessage Message, JsonElement Json)
{
    /// <summary>The largest body that is read, in bytes: the longest arguments any tool takes fit many times over.</summary>
    public const int Largest = 1 << 20;

    private static readonly JsonTypeInfo<JsonRpcMessage> MessageType = (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));
    // A member that comes twice could mean one thing to us and another to the proxy before us.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    public string? Method => Json.TryGetProperty("method", out var method) && method.ValueKind == JsonValueKind.String ? method.GetString() : null;

    public JsonElement? Params => Json.TryGetProperty("params", out var parameters) && parameters.ValueKind == JsonValueKind.Object ? parameters : null;

    public JsonElement? Meta => Params is { } parameters && parameters.TryGetProperty("_meta", out var meta) && meta.ValueKind == JsonValueKind.Object ? meta : null;

    public JsonElement? Id => IdOf(Json);

    /// <summary>Reads it.</summary>
    /// <returns>The body, or why it is none.</returns>
    public static async Task<(McpBody? Body, McpRefusal? Refusal)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
            return (null, new(StatusCodes.Status415UnsupportedMediaType, McpRefusal.Transport, "The body must be application/json."));
        if (await ReadBytesAsync(request, cancellationToken) is not { } bytes)
            return (null, new(StatusCodes.Status413PayloadTooLarge, McpRefusal.Transport, $"The body has more than {Largest} bytes."));
        if (!Utf8.IsValid(bytes))
            return (null, McpRefusal.BadRequest(McpRefusal.ParseError, "The body is not UTF-8."));
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            return Read(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return (null, McpRefusal.BadRequest(McpRefusal.ParseError, "The body is not JSON, or has a member twice."));
        }
    }

    private static (McpBody? Body, McpRefusal? Refusal) Read(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array)
            return (null, McpRefusal.BadRequest(McpRefusal.InvalidRequest, "Batches are not part of the protocol: send one message at a time."));
        if (json.ValueKind != JsonValueKind.Object)
            return (null, McpRefusal.BadRequest(McpRefusal.InvalidRequest, "The body is no JSON-RPC message."));
        if (FaultOf(json) is { } fault)
            return (null, McpRefusal.BadRequest(McpRefusal.InvalidRequest, fault) with { Id = IdOf(json) });
        try
        {
            return json.Deserialize(MessageType) is { } message
                ? (new(message, json), null)
                : (null, McpRefusal.BadRequest(McpRefusal.InvalidRequest, "The body is no JSON-RPC message."));
        }
        catch (JsonException)
        {
            return (null, McpRefusal.BadRequest(McpRefusal.InvalidRequest, "The body is no JSON-RPC message.") with { Id = IdOf(json) });
        }
    }

    private static string? FaultOf(JsonElement json)
    {
        if (!json.TryGetProperty("jsonrpc", out var version) || version.ValueKind != JsonValueKind.String || version.GetString() != "2.0")
            return "'jsonrpc' must be \"2.0\".";
        if (json.TryGetProperty("id", out var id) && (id.ValueKind is not (JsonValueKind.String or JsonValueKind.Number) || !IsWhole(id)))
            return "'id' must be a text or a whole number.";
        if (json.TryGetProperty("method", out var method) && (method.ValueKind != JsonValueKind.String || method.GetString() is not { Length: > 0 and <= 200 }))
            return "'method' must be a text of 1 to 200 characters.";
        return json.TryGetProperty("params", out var parameters) && parameters.ValueKind != JsonValueKind.Object ? "'params' must be an object." : null;
    }

    private static bool IsWhole(JsonElement id) => id.ValueKind == JsonValueKind.String || id.TryGetInt64(out _);

    private static JsonElement? IdOf(JsonElement json) => json.TryGetProperty("id", out var id) ? id : null;

    private static async Task<byte[]?> ReadBytesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > Largest)
            return null;
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > Largest)
                return null;
            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End); // what is not consumed costs the connection
                return bytes;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
