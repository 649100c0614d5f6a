using System.Text.Json;

namespace Agent.Host.Mcp.Protocol;

/// <summary>Why a request does not reach the tools: an HTTP status, and a JSON-RPC error as its body.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The JSON-RPC code.</param>
/// <param name="Message">What is wrong, for whoever wrote the client.</param>
internal sealed record McpRefusal(int Status, int Code, string Message)
{
    public const int ParseError = -32700;
    public const int InvalidRequest = -32600;
    public const int MethodNotFound = -32601;
    public const int InvalidParams = -32602;
    public const int HeaderMismatch = -32020;
    public const int UnsupportedVersion = -32022;

    /// <summary>What the protocol leaves to implementations, for faults it has no code for.</summary>
    public const int Transport = -32000;

    /// <summary>What the request asked for, when it asked for a revision that is not served.</summary>
    public string? RequestedVersion { get; init; }

    /// <summary>The request's id as it was written; null when it could not be read.</summary>
    public JsonElement? Id { get; init; }

    public static McpRefusal BadRequest(int code, string message) => new(StatusCodes.Status400BadRequest, code, message);

    /// <summary>The header and the body say different things, or one of them nothing.</summary>
    public static McpRefusal Mismatch(string message) => BadRequest(HeaderMismatch, message);

    public static McpRefusal Unsupported(string version) =>
        BadRequest(UnsupportedVersion, $"The protocol version '{version}' is not served here.") with { RequestedVersion = version };

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("jsonrpc", "2.0");
        if (Id is { ValueKind: JsonValueKind.String or JsonValueKind.Number } id)
        {
            json.WritePropertyName("id");
            id.WriteTo(json);
        }

        json.WriteStartObject("error");
        json.WriteNumber("code", Code);
        json.WriteString("message", Message);
        if (RequestedVersion is not null)
            WriteVersions(json, RequestedVersion);
        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }

    private static void WriteVersions(Utf8JsonWriter json, string requested)
    {
        json.WriteStartObject("data");
        json.WriteStartArray("supported");
        foreach (var version in new[] { McpVersions.Modern })
            json.WriteStringValue(version);
        json.WriteEndArray();
        json.WriteString("requested", requested);
        json.WriteEndObject();
    }
}
