using System.Text;
using System.Text.Json;
using Agent.Processes.Journal;
using Agent.Processes.Policies;
using Agent.Processes.Steps.Tools;

namespace Agent.Processes.Evaluation;

/// <summary>What a policy looked up, found again in the journal.</summary>
internal static class LookedUp
{
    /// <summary>The documents by the names the policy gives them, up to the first that is not on record or is none.</summary>
    public static IEnumerable<(string Name, JsonElement Document)> Find(ToolPolicy policy, JsonElement arguments, IReadOnlyList<ActivityRecord> lookups)
    {
        var documents = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["arguments"] = arguments };
        foreach (var read in policy.Reads)
        {
            if (AnswerOf(lookups, read, documents) is not { } answer || ToolText.IsError(answer) || Parse(answer) is not { } document)
            {
                yield break;
            }

            documents[read.Name] = document;
            yield return (read.Name, document);
        }
    }

    /// <summary>The recorded answer of one look-up; null when it was not made.</summary>
    public static string? AnswerOf(IReadOnlyList<ActivityRecord> lookups, FactRead read, IReadOnlyDictionary<string, JsonElement> documents)
    {
        var wanted = Spelled(JsonSerializer.SerializeToElement(read.Arguments.ToDictionary(argument => argument.Key, argument => argument.Value.Follow(documents))));
        return lookups.FirstOrDefault(lookup => lookup.Kind == ActivityKinds.Tool && lookup.Name == read.Tool && lookup.Request is { } request && Spelled(request) == wanted)
            ?.Response is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
    }

    /// <summary>A document, or null when the text is none.</summary>
    public static JsonElement? Parse(string text)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Spelled(JsonElement arguments) => Encoding.UTF8.GetString(CanonicalJson.Write(arguments));
}
