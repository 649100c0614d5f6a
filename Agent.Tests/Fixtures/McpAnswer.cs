using System.Net;
using System.Text.Json.Nodes;

namespace Agent.Tests.Fixtures;

/// <summary>What came back for a message: the status, and the JSON-RPC message if there was one.</summary>
internal sealed record McpAnswer(HttpStatusCode Status, JsonNode? Json, string Challenge, string? Session, string Body, TimeSpan? RetryAfter = null)
{
    public int? Code => Json?["error"]?["code"]?.GetValue<int>();

    /// <summary>The text of a tool's result.</summary>
    public string Text => Json?["result"]?["content"]?[0]?["text"]?.GetValue<string>() ?? throw new AssertionException($"No result: {(int)Status} {Body}");

    public bool IsError => Json?["result"]?["isError"]?.GetValue<bool>() ?? false;

    public static async Task<McpAnswer> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        var json = response.Content.Headers.ContentType?.MediaType == "text/event-stream"
            ? body.Split('\n').LastOrDefault(line => line.StartsWith("data: ", StringComparison.Ordinal))?["data: ".Length..]
            : body;
        return new(response.StatusCode, string.IsNullOrWhiteSpace(json) ? null : JsonNode.Parse(json), response.Headers.WwwAuthenticate.ToString(),
            response.Headers.TryGetValues("Mcp-Session-Id", out var session) ? session.Single() : null, body, response.Headers.RetryAfter?.Delta);
    }
}
