using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Agent.Tests.Host.Webhooks;

/// <summary>Somebody's endpoint on a real port: keeps what arrives and answers as a test wants.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Call> _calls = new();

    private WebhookReceiver(WebApplication app) => _app = app;

    public string Url => $"{_app.Urls.Single()}/hook";

    /// <summary>All that arrived, in order.</summary>
    public IReadOnlyList<Call> Calls => [.. _calls];

    /// <summary>What it answers; 200 unless a test says otherwise.</summary>
    public Func<Call, HttpContext, Task<IResult>> Answer { get; set; } = (_, _) => Task.FromResult(Results.Ok());

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new WebhookReceiver(app);
        app.Map("/{**path}", (Delegate)receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Waits until what arrived is as a test wants it.</summary>
    public async Task<IReadOnlyList<Call>> UntilAsync(Func<IReadOnlyList<Call>, bool> condition, CancellationToken cancellationToken)
    {
        while (!condition(Calls))
            await Task.Delay(20, cancellationToken);
        return Calls;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var call = new Call(
            context.Request.Path, body, context.Request.Headers["webhook-id"].ToString(), context.Request.Headers["webhook-timestamp"].ToString(),
            context.Request.Headers["webhook-signature"].ToString());
        _calls.Enqueue(call);
        return await Answer(call, context);
    }

    /// <summary>A request that arrived.</summary>
    internal sealed record Call(string Path, string Body, string Id, string Timestamp, string Signature)
    {
        public JsonNode Json => JsonNode.Parse(Body)!;

        public string Type => (string)Json["type"]!;
    }
}
