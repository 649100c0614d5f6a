using System.Text.Json.Nodes;
using Agent.Host.Teams.Wire;

namespace Agent.Host.Teams.Cards;

/// <summary>Makes activities; addresses are added when they are sent.</summary>
internal static class Activities
{
    public const string AdaptiveCard = "application/vnd.microsoft.card.adaptive";

    /// <summary>Teams takes some 80 KB of UTF-16; this leaves room for everything around the text.</summary>
    private const int LongestText = 20_000;

    private static readonly string[] s_gaps = ["\n\n", "\n", " "];

    public static JsonObject Text(string text) => new() { ["type"] = ActivityTypes.Message, ["text"] = text, ["textFormat"] = "markdown" };

    public static JsonObject Card(JsonObject card) => new()
    {
        ["type"] = ActivityTypes.Message,
        ["attachments"] = new JsonArray(new JsonObject { ["contentType"] = AdaptiveCard, ["content"] = card }),
    };

    /// <summary>Cuts a long answer where a paragraph ends, else where a line or a word does.</summary>
    public static IEnumerable<string> Split(string text)
    {
        var rest = text;
        while (rest.Length > LongestText)
        {
            var end = s_gaps.Select(gap => rest.LastIndexOf(gap, LongestText, StringComparison.Ordinal)).FirstOrDefault(place => place > LongestText / 2, LongestText);
            // Never between the two halves of one character.
            end -= char.IsHighSurrogate(rest[end - 1]) ? 1 : 0;
            yield return rest[..end].TrimEnd();
            rest = rest[end..].TrimStart();
        }

        yield return rest;
    }
}
