using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Agent.Tests.Host.Replay.Live;

/// <summary>A provider's files and batches over HTTP, which keeps its own books. What it answers is scripted by the prompt; how a batch goes, by the test.</summary>
internal sealed class BatchProvider : IAsyncDisposable
{
    public const string Small = "batch-small";
    public const string Large = "batch-large";

    /// <summary>What a call costs at half price: 1,000 tokens in at 10 dollars per million, 100 out at 30.</summary>
    public const decimal CallUsd = 0.0065m;

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, byte[]> _files = new();
    private readonly List<Batch> _batches = [];
    private readonly ConcurrentDictionary<string, int> _asked = new();
    private int _numbers;

    private BatchProvider(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    /// <summary>Every call it has answered and charges for, by its custom id; one that it charged twice is in it twice.</summary>
    public ConcurrentQueue<string> Charged { get; } = [];

    /// <summary>Every call it was given, as it came.</summary>
    public ConcurrentQueue<JsonNode> Requests { get; } = [];

    public IReadOnlyList<Batch> Batches
    {
        get
        {
            lock (_batches)
            {
                return [.. _batches];
            }
        }
    }

    public int Files => _files.Count;

    /// <summary>While it is closed, batches are in progress.</summary>
    public TaskCompletionSource Open { get; set; } = Opened();

    /// <summary>Whether it takes no batches at all.</summary>
    public bool Refuses { get; set; }

    /// <summary>Whether it tells nobody of a batch.</summary>
    public bool KnowsNobody { get; set; }

    /// <summary>What becomes of the connection over which a batch was created, after it was: nothing by default.</summary>
    public Func<HttpContext, Task> Created { get; set; } = _ => Task.CompletedTask;

    /// <summary>The HTTP status of a line by its prompt and how often it was asked before; 200 by default, 0 for one whose turn does not come.</summary>
    public Func<string, int, int> StatusOf { get; set; } = (_, _) => 200;

    /// <summary>How a batch ends by its number, counted from 1: <c>completed</c> by default.</summary>
    public Func<int, string> EndOf { get; set; } = _ => "completed";

    /// <summary>Settings for whoever asks it.</summary>
    public string[] Settings =>
    [
        "--Model:Provider", "openai", "--Model:BaseAddress", Address, "--Model:ApiKey", "sk-test", "--Model:Small", Small, "--Model:Large", Large,
        "--Prices:Entries:small:Model", Small, "--Prices:Entries:small:Input", "10", "--Prices:Entries:small:Output", "30", "--Prices:Entries:small:Batch", "0.5",
        "--Prices:Entries:large:Model", Large, "--Prices:Entries:large:Input", "10", "--Prices:Entries:large:Output", "30", "--Prices:Entries:large:Batch", "0.5",
        "--Batches:Poll", "00:00:00.050", "--Batches:Linger", "00:00:00.200", "--Batches:LostAnswer", "00:00:00.500",
    ];

    /// <summary>The same for a process of its own, as environment variables.</summary>
    public Dictionary<string, string> Environment =>
        Settings.Chunk(2).ToDictionary(pair => pair[0].TrimStart('-').Replace(":", "__", StringComparison.Ordinal), pair => pair[1]);

    public static async Task<BatchProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new BatchProvider(app);
        app.MapPost("/v1/files", (Delegate)provider.UploadAsync);
        app.MapGet("/v1/files/{id}/content", (string id) => provider._files.TryGetValue(id, out var file) ? Results.Bytes(file) : Results.NotFound());
        app.MapDelete("/v1/files/{id}", (string id) => Json(new JsonObject { ["id"] = id, ["object"] = "file", ["deleted"] = provider._files.TryRemove(id, out _) }));
        app.MapPost("/v1/batches", provider.CreateAsync);
        app.MapGet("/v1/batches", () => Json(new JsonObject { ["object"] = "list", ["data"] = new JsonArray([.. provider.Batches.Reverse().Select(batch => batch.ToJson())]), ["has_more"] = false }));
        app.MapGet("/v1/batches/{id}", (string id) => provider.KnowsNobody ? Results.Json(new { error = new { code = "invalid_api_key" } }, statusCode: 401) : Json(provider.Look(id).ToJson()));
        app.MapPost("/v1/batches/{id}/cancel", (string id) => Json(provider.Cancel(id).ToJson()));
        await app.StartAsync();
        return provider;
    }

    public static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task<IResult> UploadAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        Assert.That(form["purpose"].ToString(), Is.EqualTo("batch"));
        using var content = new MemoryStream();
        await form.Files[0].CopyToAsync(content, context.RequestAborted);
        var id = $"file-{Interlocked.Increment(ref _numbers)}";
        _files[id] = content.ToArray();
        return Json(FileJson(id, content.Length));
    }

    private async Task CreateAsync(HttpContext context)
    {
        if (Refuses)
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync("{\"error\":{\"code\":\"billing_hard_limit_reached\",\"message\":\"No.\"}}", context.RequestAborted);
            return;
        }

        var request = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        Assert.That(((string?)request["endpoint"], (string?)request["completion_window"]), Is.EqualTo(("/v1/chat/completions", "24h")));
        var batch = new Batch($"batch-{Interlocked.Increment(ref _numbers)}", (string)request["input_file_id"]!, request["metadata"]!.ToJsonString());
        lock (_batches)
        {
            _batches.Add(batch);
            batch.Number = _batches.Count;
        }

        await Created(context);
        if (!context.RequestAborted.IsCancellationRequested)
        {
            await Json(batch.ToJson()).ExecuteAsync(context);
        }
    }

    private Batch Look(string id)
    {
        lock (_batches)
        {
            var batch = _batches.Single(batch => batch.Id == id);
            if (batch.Status == "validating" && Open.Task.IsCompleted)
            {
                Work(batch, EndOf(batch.Number));
            }

            return batch;
        }
    }

    /// <summary>What was answered by then stays, and is charged: here, half of it.</summary>
    private Batch Cancel(string id)
    {
        lock (_batches)
        {
            var batch = _batches.Single(batch => batch.Id == id);
            if (batch.Status == "validating")
            {
                Work(batch, "cancelled");
            }

            return batch;
        }
    }

    private void Work(Batch batch, string end)
    {
        batch.Status = end;
        if (end == "failed")
        {
            return;
        }

        var (answers, failures) = (new StringBuilder(), new StringBuilder());
        var lines = Encoding.UTF8.GetString(_files[batch.FileId]).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.That(lines.Select(line => (string?)line["body"]!["model"]).Distinct().Count(), Is.EqualTo(1), "a batch asks one model");
        for (var index = 0; index < lines.Count; index++)
        {
            var (key, body) = ((string)lines[index]["custom_id"]!, lines[index]["body"]!);
            Requests.Enqueue(body);
            var prompt = (string?)body["response_format"]?["json_schema"]?["name"] ?? "agent";
            var status = end != "completed" && index >= lines.Count / 2 ? 0 : StatusOf(prompt, _asked.AddOrUpdate(key, 1, (_, before) => before + 1) - 1);
            if (status == 200)
            {
                Charged.Enqueue(key);
                answers.Append(Line(key, 200, Completion(body, prompt)));
            }
            else
            {
                failures.Append(status == 0
                    ? new JsonObject { ["custom_id"] = key, ["response"] = null, ["error"] = new JsonObject { ["code"] = "batch_expired", ["message"] = "Its turn did not come." } }.ToJsonString() + "\n"
                    : Line(key, status, new JsonObject { ["error"] = new JsonObject { ["code"] = "scripted", ["message"] = "No." } }));
            }
        }

        batch.OutputId = Keep(answers);
        batch.ErrorId = Keep(failures);
    }

    private string? Keep(StringBuilder text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var id = $"file-{Interlocked.Increment(ref _numbers)}";
        _files[id] = Encoding.UTF8.GetBytes(text.ToString());
        return id;
    }

    private static JsonObject Completion(JsonNode body, string prompt)
    {
        var last = body["messages"]!.AsArray()[^1]!;
        var message = new JsonObject { ["role"] = "assistant", ["content"] = null };
        if (prompt == "agent" && (string?)last["role"] != "tool" && body["tools"] is not null)
        {
            message["tool_calls"] = new JsonArray(new JsonObject
            {
                ["id"] = "call_1", ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = "get_order_details", ["arguments"] = """{"order_id":"#W1000001"}""" },
            });
        }
        else
        {
            message["content"] = prompt switch
            {
                "input_guardrail" => """{"verdict":"allow","reason":"Harmless."}""",
                "triage" => """{"category":"orders","priority":"normal","language":"en","closing":false,"reason":"About an order."}""",
                "replay_judge" => """{"verdict":"same","reason":"Alike."}""",
                _ => "Your order #W1000001 is delivered.",
            };
        }

        return new()
        {
            ["id"] = "chatcmpl", ["object"] = "chat.completion", ["created"] = 1_700_000_000, ["model"] = (string)body["model"]!,
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = message["tool_calls"] is null ? "stop" : "tool_calls" }),
            ["usage"] = new JsonObject { ["prompt_tokens"] = 1_000, ["completion_tokens"] = 100, ["total_tokens"] = 1_100 },
        };
    }

    private static string Line(string key, int status, JsonObject body) => new JsonObject
    {
        ["id"] = "line", ["custom_id"] = key, ["response"] = new JsonObject { ["status_code"] = status, ["request_id"] = "r", ["body"] = body }, ["error"] = null,
    }.ToJsonString() + "\n";

    private static JsonObject FileJson(string id, long bytes) => new()
    {
        ["id"] = id, ["object"] = "file", ["bytes"] = bytes, ["created_at"] = 1_700_000_000, ["filename"] = "calls.jsonl", ["purpose"] = "batch", ["status"] = "processed",
    };

    private static IResult Json(JsonNode json) => Results.Text(json.ToJsonString(), "application/json");

    /// <summary>A batch as the provider keeps it.</summary>
    internal sealed class Batch(string id, string fileId, string metadata)
    {
        public string Id => id;

        public string FileId => fileId;

        public int Number { get; set; }

        public string Status { get; set; } = "validating";

        public string? OutputId { get; set; }

        public string? ErrorId { get; set; }

        public JsonObject ToJson() => new()
        {
            ["id"] = id, ["object"] = "batch", ["endpoint"] = "/v1/chat/completions", ["input_file_id"] = fileId, ["completion_window"] = "24h", ["status"] = Status,
            ["output_file_id"] = OutputId, ["error_file_id"] = ErrorId, ["created_at"] = 1_700_000_000, ["metadata"] = JsonNode.Parse(metadata),
            ["errors"] = Status == "failed" ? new JsonObject { ["object"] = "list", ["data"] = new JsonArray(new JsonObject { ["code"] = "token_limit_exceeded", ["message"] = "Enqueued token limit reached." }) } : null,
        };
    }
}
