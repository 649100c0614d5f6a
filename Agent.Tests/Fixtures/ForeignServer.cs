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

    /// <summary>Which credentials it takes; the others are answered 401.</summary>
    public Func<string, bool> Accepts { get; set; } = _ => true;

    /// <summary>Whether it speaks the revision 2025-11-25, with sessions, and no other.</summary>
    public bool IsLegacy { get; set; }

    /// <summary>Whether it says when its tools change.</summary>
    public bool SaysChanges { get; set; }

    /// <summary>The streams on which it can say so, each until it is broken off.</summary>
    public ConcurrentQueue<ForeignStream> Streams { get; } = [];

    public static async Task<ForeignServer> StartAsync(string address = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        var app = builder.Build();
        ForeignServer? server = null;
        app.MapPost("/mcp", context => server!.HandleAsync(context));
        app.MapGet("/mcp", context => server!.ListenAsync(context, null));
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
        if (!Accepts(context.Request.Headers.Authorization.ToString()))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        switch (message["method"]!.GetValue<string>())
        {
            case "server/discover" when IsLegacy:
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                await context.Response.WriteAsync("This is an older server.");
                break;
            case "initialize":
                context.Response.Headers["Mcp-Session-Id"] = "session-1";
                await ReplyAsync(context, message, new()
                {
                    ["protocolVersion"] = "2025-11-25", ["capabilities"] = Capabilities, ["serverInfo"] = new JsonObject { ["name"] = "foreign", ["version"] = "1" },
                });
                break;
            case "subscriptions/listen":
                await ListenAsync(context, message);
                break;
            case "server/discover":
                await ReplyAsync(context, message, new()
                {
                    ["supportedVersions"] = new JsonArray("2026-07-28"), ["capabilities"] = Capabilities, ["ttlMs"] = 0, ["cacheScope"] = "private",
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

    private JsonObject Capabilities => new() { ["tools"] = new JsonObject { ["listChanged"] = SaysChanges } };

    private async Task ListenAsync(HttpContext context, JsonNode? request)
    {
        if (!SaysChanges || (request is null && !IsLegacy))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        context.Response.ContentType = "text/event-stream";
        await using var stream = new ForeignStream(context, request?["id"]);
        if (request is not null)
            await stream.SendAsync("notifications/subscriptions/acknowledged", new() { ["notifications"] = request["params"]!["notifications"]!.DeepClone() });
        else
            await context.Response.StartAsync();
        Streams.Enqueue(stream);
        await stream.Ended;
    }

    private static Task ReplyAsync(HttpContext context, JsonNode message, JsonObject result)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = message["id"]!.DeepClone(), ["result"] = result }.ToJsonString());
    }
}
