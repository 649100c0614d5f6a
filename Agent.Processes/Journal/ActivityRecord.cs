using System.Text.Json;
using Agent.Processes.Runtime;

namespace Agent.Processes.Journal;

/// <summary>One model or tool call, as stored with the superstep that made it.</summary>
internal sealed record ActivityRecord
{
    /// <summary>One of <see cref="ActivityKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The prompt's or the tool's name.</summary>
    public required string Name { get; init; }

    /// <summary>The step that made the call.</summary>
    public required string Step { get; init; }

    /// <summary>The prompt's version.</summary>
    public string? Version { get; init; }

    /// <summary>The prompt's content hash.</summary>
    public string? Hash { get; init; }

    /// <summary>The model that answered, as it names itself.</summary>
    public string? Model { get; init; }

    /// <summary>The model that was asked, where the one that answered is known to nobody: it is neither that one, nor in the price list. Totals are kept under this name.</summary>
    public string? Asked { get; init; }

    /// <summary>The idempotency key of a tool call.</summary>
    public string? Key { get; init; }

    /// <summary>
    /// A tool's arguments; of a model call the last message, since the ones before it are in the states and checkpoints already.
    /// Where that is a tool's result, only its call's id: the result stands in the tool's own activity.
    /// </summary>
    public JsonElement? Request { get; init; }

    /// <summary>Lower-case hex SHA-256 of the whole request: the same request, whatever led to it, has the same digest.</summary>
    public string? RequestDigest { get; init; }

    /// <summary>The answer: a tool's text, or a model's text and tool calls.</summary>
    public JsonElement? Response { get; init; }

    /// <summary>The error, when the call failed.</summary>
    public string? Error { get; init; }

    /// <summary>The exception itself, when the call failed: what the step sees when it runs again from the record.</summary>
    public RecordedFault? Fault { get; init; }

    /// <summary>When the call began, in UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Wall-clock time in milliseconds.</summary>
    public required double DurationMs { get; init; }

    /// <summary>Tokens of a model call, as its provider reports them.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Those of the input tokens that the provider had cached.</summary>
    public long? CachedInputTokens { get; init; }

    /// <summary>Tokens the model wrote.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>What a model call cost in US dollars, by the price list of its day; null when its price or its usage is not known.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>Those of a stored superstep, in the order they ended.</summary>
    public static IReadOnlyList<ActivityRecord> ReadOf(JsonElement superstep) =>
        superstep.TryGetProperty(StoredNames.Activities.EncodedUtf8Bytes, out var stored)
            ? [.. stored.EnumerateArray().Select(activity => activity.Deserialize<ActivityRecord>(StoredJson.Options)!)]
            : [];
}
