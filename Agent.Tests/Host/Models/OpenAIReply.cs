using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Agent.Tests.Host.Models;

/// <summary>What the scripted server does with one request.</summary>
internal sealed class OpenAIReply(Func<HttpContext, Task> write)
{
    private const string Done = "[DONE]";
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the request has arrived.</summary>
    public Task Arrived => _arrived.Task;

    /// <summary>Completes when the client has given the request up before the reply was whole.</summary>
    public Task Abandoned => _abandoned.Task;

    public async Task WriteAsync(HttpContext context)
    {
        using var registration = context.RequestAborted.Register(_abandoned.SetResult);
        _arrived.SetResult();
        await write(context);
    }

    public static OpenAIReply Raw(string body, int status = 200, params (string Name, string Value)[] headers) => new(context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        return context.Response.WriteAsync(body);
    });

    public static OpenAIReply Error(int status, string? code = null, params (string Name, string Value)[] headers) =>
        Raw(JsonSerializer.Serialize(new { error = new { message = "scripted", type = "scripted", code } }), status, headers);

    public static OpenAIReply Text(string text, string finishReason = "stop") =>
        Completion(new { role = "assistant", content = text }, finishReason);

    public static OpenAIReply Completion(object message, string finishReason = "stop") => Raw(JsonSerializer.Serialize(new
    {
        id = "chatcmpl-1",
        @object = "chat.completion",
        created = 1_700_000_000,
        model = "scripted-model-2026",
        choices = new[] { new { index = 0, message, finish_reason = finishReason } },
        usage = Usage,
    }));

    /// <summary>A whole stream: the deltas one by one, the finish reason, the usage and the end mark.</summary>
    public static OpenAIReply Stream(object[] deltas, string finishReason = "stop") => new(async context =>
    {
        await StartStreamAsync(context, deltas);
        await SendAsync(context, Chunk(new { }, finishReason));
        await SendAsync(context, JsonSerializer.Serialize(new
        {
            id = "chatcmpl-1", @object = "chat.completion.chunk", created = 1_700_000_000, model = "scripted-model-2026", choices = Array.Empty<object>(), usage = Usage,
        }));
        await SendAsync(context, Done);
    });

    /// <summary>A stream whose connection is reset after the deltas, as soon as the client is known to have read them.</summary>
    public static OpenAIReply ResetStream(Task read, params object[] deltas) => new(async context =>
    {
        await StartStreamAsync(context, deltas);
        await read;
        context.Abort();
    });

    /// <summary>A stream that ends in good order after the deltas, but without a finish reason, as when a proxy's time is up.</summary>
    public static OpenAIReply UnfinishedStream(params object[] deltas) => new(context => StartStreamAsync(context, deltas));

    /// <summary>A stream that tells of a fault of the server after the deltas, in the middle of a good connection.</summary>
    public static OpenAIReply FailingStream(params object[] deltas) => new(async context =>
    {
        await StartStreamAsync(context, deltas);
        await SendAsync(context, """{"error":{"message":"The server had an error.","type":"server_error","code":null}}""");
        await SendAsync(context, Done);
    });

    /// <summary>A stream that sends the deltas and then nothing, until the client goes away.</summary>
    public static OpenAIReply SilentStream(params object[] deltas) => new(async context =>
    {
        await StartStreamAsync(context, deltas);
        await UntilGoneAsync(context);
    });

    /// <summary>No answer at all, until the client goes away.</summary>
    public static OpenAIReply Hang() => new(UntilGoneAsync);

    private static object Usage => new
    {
        prompt_tokens = 1200,
        completion_tokens = 34,
        total_tokens = 1234,
        prompt_tokens_details = new { cached_tokens = 1024 },
        completion_tokens_details = new { reasoning_tokens = 8 },
    };

    private static async Task StartStreamAsync(HttpContext context, object[] deltas)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync(context.RequestAborted);
        foreach (var delta in deltas)
        {
            await SendAsync(context, Chunk(delta, null));
        }
    }

    private static string Chunk(object delta, string? finishReason) => JsonSerializer.Serialize(new
    {
        id = "chatcmpl-1",
        @object = "chat.completion.chunk",
        created = 1_700_000_000,
        model = "scripted-model-2026",
        choices = new[] { new { index = 0, delta, finish_reason = finishReason } },
    });

    private static async Task SendAsync(HttpContext context, string data)
    {
        await context.Response.WriteAsync($"data: {data}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static Task UntilGoneAsync(HttpContext context) =>
        Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
}
