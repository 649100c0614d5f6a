using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Agent.Tests.Host.Teams;

/// <summary>Streams as Teams takes them: a piece a second at most, each with all of the text so far, until their end.</summary>
internal sealed class FakeStreams
{
    private readonly ConcurrentDictionary<string, Stream> _open = new();
    private readonly ConcurrentQueue<Piece> _pieces = new();
    private readonly ConcurrentQueue<(int Status, int? RetryAfter)> _script = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private int _number;

    /// <summary>Every piece that was taken, in order.</summary>
    public IReadOnlyList<Piece> Taken => [.. _pieces];

    /// <summary>What the bot did against the rules.</summary>
    public IReadOnlyList<string> Faults => [.. _faults];

    /// <summary>True as if the two minutes were over for every stream.</summary>
    public bool AreOver { get; set; }

    /// <summary>Answers the next piece like this, and takes nothing.</summary>
    public void Refuse(int status, int? retryAfter = null) => _script.Enqueue((status, retryAfter));

    public async Task UntilAsync(Func<IReadOnlyList<Piece>, bool> condition, CancellationToken cancellationToken)
    {
        while (!condition(Taken))
        {
            await Task.Delay(20, cancellationToken);
        }
    }

    public static bool IsPiece(JsonObject activity) => Info(activity) is not null;

    /// <summary>The stream that a message ends; null for a message by itself.</summary>
    public static string? IdOf(JsonObject activity) => (string?)activity["type"] == "message" ? (string?)Info(activity)?["streamId"] : null;

    public async Task<IResult> TakeAsync(string chat, JsonObject activity)
    {
        await Task.Yield();
        if (_script.TryDequeue(out var answer))
        {
            return answer.Status == 429 ? new Throttled(answer.RetryAfter ?? 1) : Results.StatusCode(answer.Status);
        }

        var info = Info(activity)!;
        var (sequence, id, text) = ((int?)info["streamSequence"], (string?)info["streamId"], (string?)activity["text"] ?? "");
        if (id is null)
        {
            if (sequence != 1 || text.Length == 0)
            {
                _faults.Enqueue($"{chat}: a stream begins with {sequence} and '{text}'");
            }

            if (_open.Any(open => open.Value.Chat == chat && !open.Value.IsComplete && !AreOver))
            {
                _faults.Enqueue($"{chat}: two streams at a time");
            }

            id = $"stream-{Interlocked.Increment(ref _number)}";
            _open[id] = new(chat);
        }
        else if (FindFault(chat, id, activity, isEnd: false) is { } fault)
        {
            return fault;
        }

        var stream = _open[id];
        var isInformative = (string?)info["streamType"] == "informative";
        if (sequence <= stream.Sequence || (stream.Sequence > 0 && Stopwatch.GetElapsedTime(stream.LastAt).TotalSeconds < 0.95))
        {
            _faults.Enqueue($"{chat}: piece {sequence} behind {stream.Sequence}, {Stopwatch.GetElapsedTime(stream.LastAt).TotalSeconds:0.00} s later");
        }

        var isFirst = stream.Sequence == 0;
        (stream.Sequence, stream.LastAt, stream.Text) = (sequence ?? 0, Stopwatch.GetTimestamp(), isInformative ? stream.Text : text);
        _pieces.Enqueue(new(chat, id, sequence ?? 0, isInformative, text));
        return isFirst ? Results.Json(new { id }, statusCode: 201) : Results.Json(new { }, statusCode: 202);
    }

    /// <summary>Why a piece or an end is not taken; null when it is.</summary>
    public IResult? FindFault(string chat, string id, JsonObject activity, bool isEnd)
    {
        if (!_open.TryGetValue(id, out var stream) || stream.Chat != chat)
        {
            _faults.Enqueue($"{chat}: there is no stream {id}");
            return Results.Json(new { error = new { code = "BadRequest", message = "Unknown stream" } }, statusCode: 400);
        }

        if (isEnd && Info(activity)!.ContainsKey("streamSequence"))
        {
            _faults.Enqueue($"{chat}: the end of a stream has a number");
        }

        return stream.IsComplete ? NotAllowed("Content stream is not allowed on an already completed streamed message")
            : AreOver ? NotAllowed("Content stream finished due to exceeded streaming time.")
            : !((string?)activity["text"] ?? "").StartsWith(stream.Text, StringComparison.Ordinal) ? NotAllowed("Request streamed content should contain the previously streamed content")
            : null;
    }

    public void End(string id) => _open[id].IsComplete = true;

    private static JsonObject? Info(JsonObject activity) =>
        activity["entities"]?.AsArray().OfType<JsonObject>().FirstOrDefault(entity => (string?)entity["type"] == "streaminfo");

    private static IResult NotAllowed(string message) => Results.Json(new { error = new { code = "ContentStreamNotAllowed", message } }, statusCode: 403);

    /// <summary>One piece of an answer.</summary>
    internal sealed record Piece(string Chat, string StreamId, int Sequence, bool IsInformative, string Text);

    private sealed class Stream(string chat)
    {
        public string Chat => chat;

        public string Text { get; set; } = "";

        public int Sequence { get; set; }

        public long LastAt { get; set; }

        public bool IsComplete { get; set; }
    }

    private sealed class Throttled(int seconds) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = 429;
            httpContext.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        }
    }
}
