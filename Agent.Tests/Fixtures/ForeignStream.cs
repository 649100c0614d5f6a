using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Agent.Tests.Fixtures;

/// <summary>A stream on which somebody else's server says what is new.</summary>
internal sealed class ForeignStream(HttpContext context, JsonNode? subscription) : IAsyncDisposable
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Ended => _ended.Task.WaitAsync(context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

    /// <summary>Says that the tools have changed.</summary>
    public Task SayChangedAsync() => SendAsync("notifications/tools/list_changed", []);

    /// <summary>Breaks it off.</summary>
    public void Break()
    {
        context.Abort();
        _ended.TrySetResult();
    }

    public async Task SendAsync(string method, JsonObject parameters)
    {
        if (subscription is not null)
            parameters["_meta"] = new JsonObject { ["io.modelcontextprotocol/subscriptionId"] = subscription.DeepClone() };
        await context.Response.WriteAsync($"data: {new JsonObject { ["jsonrpc"] = "2.0", ["method"] = method, ["params"] = parameters }.ToJsonString()}\n\n");
        await context.Response.Body.FlushAsync();
    }

    public ValueTask DisposeAsync()
    {
        _ended.TrySetResult();
        return ValueTask.CompletedTask;
    }
}
