using System.Text;
using System.Text.Json;
using Agent.Processes.Journal;
using Agent.Processes.Policies;

namespace Agent.Processes.Replay.Rehearsing;

/// <summary>What recorded activities say, in the spelling in which they are compared.</summary>
internal static class ActivityTexts
{
    public static ScriptedCall CallOf(ActivityRecord activity) => new(activity.Name, activity.Request ?? default, activity.Response is { ValueKind: JsonValueKind.String } text ? text.GetString() : null);

    public static bool HasCalls(ActivityRecord activity) => activity.Response is { ValueKind: JsonValueKind.Array } messages
        && messages.EnumerateArray().Any(message => message.EnumerateObject().Any(member => member.Name.StartsWith(ModelCall.CallPrefix, StringComparison.Ordinal)));

    public static string? TextOf(ActivityRecord? activity) => activity?.Response is { ValueKind: JsonValueKind.Array } messages
        ? messages.EnumerateArray().Select(message => message.TryGetProperty("text", out var text) ? text.GetString() : null).LastOrDefault(text => text is not null)
        : null;

    /// <summary>Arguments in one spelling; a blank around a text and the sign before an order's number make no difference.</summary>
    public static string Spelled(JsonElement? arguments) => arguments is { ValueKind: JsonValueKind.Object } given
        ? Encoding.UTF8.GetString(CanonicalJson.Write(JsonSerializer.SerializeToElement(given.EnumerateObject().DistinctBy(member => member.Name).ToDictionary(member => member.Name, Plain))))
        : "{}";

    private static JsonElement Plain(JsonProperty argument) => argument.Value.ValueKind is JsonValueKind.String
        ? JsonSerializer.SerializeToElement(argument.Value.GetString()!.Trim().TrimStart('#'))
        : argument.Value;
}
