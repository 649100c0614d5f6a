using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text.Json;
using Agent.Processes.Costs;
using Agent.Processes.Runtime;
using Agent.Processes.Telemetry;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ChatFunctionCall = Microsoft.Extensions.AI.FunctionCallContent;
using ChatFunctionResult = Microsoft.Extensions.AI.FunctionResultContent;

namespace Agent.Processes.Journal;

/// <summary>A model call under way, and what the journal keeps of it.</summary>
internal sealed partial class ModelCall(
    ActivityScope scope, IReadOnlyList<ChatMessage> messages, ChatOptions? options, TimeProvider clock, PriceList? prices = null, string? model = null, string? provider = null,
    ILogger? logger = null)
{
    /// <summary>What the member of a message begins with that holds a call of a tool; the call's id follows.</summary>
    public const string CallPrefix = "call:";

    /// <summary>The same for a tool's result.</summary>
    public const string ResultPrefix = "result:";

    private const string Timeout = "timeout";
    private const string Unnamed = "unnamed";

    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();
    private readonly long _started = clock.GetTimestamp();
    private Activity? _activity;
    private string? _fault;

    /// <summary>Says that the model is asked now.</summary>
    public void Begin() => _activity = ModelTelemetry.Start(model, provider, Prompt(PromptCallData.Name) ?? Unnamed, Prompt(PromptCallData.Version), scope);

    /// <summary>Says that nobody wants the rest of the answer.</summary>
    public void Abandon() => _activity?.Dispose();

    public void Complete(ChatResponse response) => Keep(Record() with
    {
        Model = response.ModelId,
        Asked = AskedIfUnknown(response.ModelId),
        Response = Json(writer => WriteMessages(writer, response.Messages)),
        InputTokens = response.Usage?.InputTokenCount,
        CachedInputTokens = response.Usage?.CachedInputTokenCount,
        OutputTokens = response.Usage?.OutputTokenCount,
        CostUsd = prices?.CostOf(response.ModelId, model, _startedAt, response.Usage, options),
    });

    /// <summary>Records the failure and returns what to throw: the exception itself, or a timeout that says so.</summary>
    /// <param name="exception">Why.</param>
    /// <param name="timedOut">Whether it took too long.</param>
    /// <param name="received">What came of a streamed answer: the provider may have said already what it charges for.</param>
    public Exception Fail(Exception exception, bool timedOut, IReadOnlyList<ChatResponseUpdate>? received = null)
    {
        var thrown = timedOut ? new TimeoutException($"The model did not answer prompt '{Prompt(PromptCallData.Name)}' in time.", exception) : exception;
        if (timedOut || exception is not OperationCanceledException)
        {
            // A call that nobody waits for any more has not failed.
            _fault = Faults.Count(FaultOrigins.Model, thrown);
            LogFailed(logger ?? NullLogger.Instance, Faults.WorthShowing(thrown, _fault), model, Prompt(PromptCallData.Name) ?? Unnamed, thrown.GetType().Name, _fault);
        }

        var record = Record() with { Error = timedOut ? Timeout : exception.Message, Fault = RecordedFault.Of(thrown) };
        Keep(received is [_, ..] ? Charged(record, received.ToChatResponse()) : record);
        if (!timedOut)
        {
            ExceptionDispatchInfo.Throw(exception);
        }

        return thrown;
    }

    /// <summary>Answers from the record: no model is asked.</summary>
    /// <returns>Null when the model is to be asked after all.</returns>
    /// <exception cref="RecordedException">The call failed when it was recorded, or was never made then.</exception>
    public ChatResponse? Replay(IRecordedAnswers recorded)
    {
        if (recorded.Serve(Record(), () => Json(writer => WriteMessages(writer, messages))) is not { } served)
        {
            return null;
        }

        scope.Add(served);
        if (served.Fault is { } fault)
        {
            throw fault.ToException();
        }

        if (served.Error is { } error)
        {
            throw error == Timeout
                ? new TimeoutException($"The model did not answer prompt '{served.Name}' in time.")
                : new RecordedException(nameof(Exception), error);
        }

        return RecordedResponse.Read(served);
    }

    private void Keep(ActivityRecord record)
    {
        scope.Add(record);
        ModelTelemetry.End(_activity, record, model, messages, _fault);
    }

    /// <summary>What a broken answer cost, where the provider said so before it broke.</summary>
    private ActivityRecord Charged(ActivityRecord record, ChatResponse broken) => broken.Usage is not { } usage ? record : record with
    {
        Model = broken.ModelId,
        Asked = AskedIfUnknown(broken.ModelId),
        InputTokens = usage.InputTokenCount,
        CachedInputTokens = usage.CachedInputTokenCount,
        OutputTokens = usage.OutputTokenCount,
        CostUsd = prices?.CostOf(broken.ModelId, model, _startedAt, usage, options),
    };

    private string? AskedIfUnknown(string? answered) => answered is null || answered == model || prices?.Knows(answered, _startedAt) is not false ? null : model;

    private ActivityRecord Record() => new()
    {
        Kind = ActivityKinds.Model,
        Name = Prompt(PromptCallData.Name) ?? Unnamed,
        Version = Prompt(PromptCallData.Version),
        Hash = Prompt(PromptCallData.Hash),
        Step = scope.Step,
        Request = messages.Count == 0 ? null : Json(writer => WriteMessage(writer, messages[^1], withResults: false)),
        RequestDigest = Digest(),
        StartedAt = _startedAt,
        DurationMs = Math.Round(clock.GetElapsedTime(_started).TotalMilliseconds, 3),
    };

    private string? Prompt(string key) => options?.AdditionalProperties?.TryGetValue(key, out var value) == true ? value as string : null;

    /// <summary>What is asked, as text, without what tools answered.</summary>
    public static string ShapeOf(IEnumerable<ChatMessage> messages) => Json(writer =>
    {
        writer.WriteStartArray();
        foreach (var message in messages)
        {
            WriteMessage(writer, message, withResults: false);
        }

        writer.WriteEndArray();
    }).GetRawText();

    private string Digest()
    {
        using var buffer = new PooledJson();
        WriteMessages(buffer.Writer, messages);
        buffer.Writer.Flush();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer.WrittenSpan, hash);
        return Convert.ToHexStringLower(hash);
    }

    private static JsonElement Json(Action<Utf8JsonWriter> write)
    {
        using var buffer = new PooledJson();
        write(buffer.Writer);
        buffer.Writer.Flush();
        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    private static void WriteMessages(Utf8JsonWriter writer, IEnumerable<ChatMessage> messages)
    {
        writer.WriteStartArray();
        foreach (var message in messages)
        {
            WriteMessage(writer, message);
        }

        writer.WriteEndArray();
    }

    private static void WriteMessage(Utf8JsonWriter writer, ChatMessage message, bool withResults = true)
    {
        writer.WriteStartObject();
        writer.WriteString("role", message.Role.Value);
        if (message.Text is { Length: > 0 } text)
        {
            writer.WriteString("text", text);
        }

        foreach (var content in message.Contents)
        {
            if (content is ChatFunctionCall call)
            {
                writer.WriteStartObject(CallPrefix + call.CallId);
                writer.WriteString("name", call.Name);
                writer.WritePropertyName("arguments");
                JsonSerializer.Serialize(writer, call.Arguments, StoredJson.Options);
                writer.WriteEndObject();
            }
            else if (content is ChatFunctionResult result)
            {
                writer.WriteString(ResultPrefix + result.CallId, withResults ? result.Result?.ToString() : "");
            }
        }

        writer.WriteEndObject();
    }

    [LoggerMessage(EventId = 1081, Level = LogLevel.Warning, Message = "Model {Model} gave no answer to prompt {Prompt}: {ErrorType} ({Fault})")]
    private static partial void LogFailed(ILogger logger, Exception? exception, string? model, string prompt, string errorType, string fault);
}
