using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Agent.Tests.Host.Teams;

/// <summary>The connector's side of Teams on a real port: takes what the bot sends, as a test wants it taken.</summary>
internal sealed class FakeConnector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Sent> _sent = new();
    private readonly ConcurrentQueue<(int Status, int? RetryAfter)> _script = new();
    private int _number;
    private int _refused;

    private FakeConnector(WebApplication app) => _app = app;

    /// <summary>What activities name as their service's address; the real one has a path too.</summary>
    public string ServiceUrl => $"{_app.Urls.Single()}/amer/";

    /// <summary>What was taken, in order, without typing.</summary>
    public IReadOnlyList<Sent> Taken => [.. _sent];

    /// <summary>Answers that are shown while they are written.</summary>
    public FakeStreams Streams { get; } = new();

    /// <summary>How often something was sent that was not taken.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Larger bodies than this many characters are refused with 413.</summary>
    public int Largest { get; set; } = 100_000;

    /// <summary>Whether the answer to something that was taken is lost on its way.</summary>
    public Func<Sent, bool>? Loses { get; set; }

    public static async Task<FakeConnector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var connector = new FakeConnector(app);
        app.MapPost("/amer/v3/conversations/{chat}/activities", (string chat, HttpRequest request) => connector.TakeAsync(chat, null, request));
        app.MapPut("/amer/v3/conversations/{chat}/activities/{id}", (string chat, string id, HttpRequest request) => connector.TakeAsync(chat, id, request));
        await app.StartAsync();
        return connector;
    }

    /// <summary>Answers the next request like this, and takes nothing.</summary>
    public void Refuse(int status, int? retryAfter = null) => _script.Enqueue((status, retryAfter));

    /// <summary>Waits until what was taken is as a test wants it.</summary>
    public async Task<IReadOnlyList<Sent>> UntilAsync(Func<IReadOnlyList<Sent>, bool> condition, CancellationToken cancellationToken)
    {
        while (!condition(Taken))
        {
            await Task.Delay(20, cancellationToken);
        }

        return Taken;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> TakeAsync(string chat, string? replaced, HttpRequest request)
    {
        var activity = (await JsonNode.ParseAsync(request.Body))!.AsObject();
        if ((string?)activity["type"] == "typing")
        {
            return FakeStreams.IsPiece(activity) ? await Streams.TakeAsync(chat, activity) : Results.StatusCode(202);
        }

        if (activity.ToJsonString().Length > Largest)
        {
            Interlocked.Increment(ref _refused);
            return Results.Json(new { error = new { code = "MessageSizeTooBig", message = "Message size too large" } }, statusCode: 413);
        }

        if (_script.TryDequeue(out var answer))
        {
            Interlocked.Increment(ref _refused);
            if (answer.RetryAfter is { } seconds)
            {
                request.HttpContext.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            return Results.StatusCode(answer.Status);
        }

        var stream = FakeStreams.IdOf(activity);
        if (stream is not null && Streams.FindFault(chat, stream, activity, isEnd: true) is { } fault)
        {
            Interlocked.Increment(ref _refused);
            return fault;
        }

        var id = replaced ?? stream ?? $"sent-{Interlocked.Increment(ref _number)}";
        var sent = new Sent(chat, id, replaced is not null, activity, request.Headers.Authorization.ToString());
        _sent.Enqueue(sent);
        if (stream is not null)
        {
            Streams.End(stream);
        }

        if (Loses?.Invoke(sent) == true)
        {
            request.HttpContext.Abort();
            return Results.Empty;
        }

        return stream is not null ? Results.Json(new { }, statusCode: 202) : Results.Json(new { id }, statusCode: replaced is null ? 201 : 200);
    }

    /// <summary>One activity that was taken.</summary>
    internal sealed record Sent(string Chat, string Id, bool IsUpdate, JsonObject Activity, string Authorization)
    {
        public string? Text => (string?)Activity["text"];

        public bool EndsStream => FakeStreams.IdOf(Activity) is not null;

        public JsonObject? Card => (JsonObject?)Activity["attachments"]?[0]?["content"];

        /// <summary>What the card's first or second button carries.</summary>
        public JsonObject? Data(int button) => (JsonObject?)Card?["body"]?.AsArray().FirstOrDefault(item => (string?)item?["type"] == "ActionSet")?["actions"]?[button]?["data"];
    }
}
