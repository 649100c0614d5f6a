using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Agent.Tests.Fixtures;

/// <summary>Somebody else's MCP server, written without the library, so that it can misbehave in every way.</summary>
internal sealed class ForeignServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ForeignServer(WebApplication app) => (_app, Address) = (app, new(app.Urls.Single() + "/mcp"));

    public Uri Address { get; }

    /// <summary>What it lists.</summary>
    public JsonArray Tools { get; set; } = [Tool("lookup", readOnly: true), Tool("wipe", readOnly: false)];

    /// <summary>What it does with a call.</summary>
    public Func<HttpContext, JsonNode, Task> OnCall { get; set; } = (context, message) => AnswerAsync(context, message, "found");

    /// <summary>The calls that reached it.</summary>
    public ConcurrentQueue<JsonNode> Calls { get; } = [];

    public ConcurrentQueue<string> Credentials { get; } = [];

    public static async Task<ForeignServer> StartAsync(string address = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        var app = builder.Build();
        ForeignServer? server = null;
        app.MapPost("/mcp", context => server!.HandleAsync(context));
        await app.StartAsync();
        return server = new(app);
    }

    public static JsonObject Tool(string name, bool? readOnly, string description = "A tool of somebody else.") => new()
    {
        ["name"] = name,
        ["description"] = description,
        ["inputSchema"] = JsonNode.Parse("""{"type":"object","properties":{"id":{"type":"string","description":"Which one."}},"required":["id"]}"""),
        ["annotations"] = readOnly is null ? null : new JsonObject { ["readOnlyHint"] = readOnly, ["destructiveHint"] = !readOnly },
    };

    public static Task AnswerAsync(HttpContext context, JsonNode message, string text) => ReplyAsync(context, message, new()
    {
        ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }), ["isError"] = false, ["resultType"] = "complete",
    });

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var message = (await JsonNode.ParseAsync(context.Request.Body))!;
        Credentials.Enqueue(context.Request.Headers.Authorization.ToString());
        switch (message["method"]!.GetValue<string>())
        {
            case "server/discover":
                await ReplyAsync(context, message, new()
                {
                    ["supportedVersions"] = new JsonArray("2026-07-28"), ["capabilities"] = new JsonObject { ["tools"] = new JsonObject() }, ["ttlMs"] = 0, ["cacheScope"] = "private",
                    ["resultType"] = "complete", ["_meta"] = new JsonObject { ["io.modelcontextprotocol/serverInfo"] = new JsonObject { ["name"] = "foreign", ["version"] = "1" } },
                });
                break;
            case "tools/list":
                await ReplyAsync(context, message, new() { ["tools"] = Tools.DeepClone(), ["ttlMs"] = 0, ["cacheScope"] = "private", ["resultType"] = "complete" });
                break;
            case "tools/call":
                Calls.Enqueue(message);
                await OnCall(context, message);
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                break;
        }
    }

    private static Task ReplyAsync(HttpContext context, JsonNode message, JsonObject result)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = message["id"]!.DeepClone(), ["result"] = result }.ToJsonString());
    }
}
