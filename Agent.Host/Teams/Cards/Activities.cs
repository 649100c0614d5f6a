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

    /// <summary>What the agent has answered: marked as written by a machine and, where it ends, with thumbs under it.</summary>
    public static JsonObject Answer(string text, bool isEnd)
    {
        var answer = Text(text);
        answer["entities"] = new JsonArray(new JsonObject
        {
            ["type"] = "https://schema.org/Message", ["@type"] = "Message", ["@context"] = "https://schema.org", ["additionalType"] = new JsonArray("AIGeneratedContent"),
        });
        if (isEnd)
            answer["channelData"] = new JsonObject { ["feedbackLoop"] = new JsonObject { ["type"] = "default" } };
        return answer;
    }

    public static JsonObject Card(JsonObject card) => new()
    {
        ["type"] = ActivityTypes.Message,
        ["attachments"] = new JsonArray(new JsonObject { ["contentType"] = AdaptiveCard, ["content"] = card }),
    };

    /// <summary>Cuts a long answer where a paragraph ends, else where a line or a word does.</summary>
    /// <param name="text">The answer.</param>
    /// <param name="longest">The most characters of a part; none has less than half of them but the last.</param>
    public static IEnumerable<string> Split(string text, int longest = LongestText)
    {
        var rest = text;
        while (rest.Length > longest)
        {
            var end = s_gaps.Select(gap => rest.LastIndexOf(gap, longest, StringComparison.Ordinal)).FirstOrDefault(place => place > longest / 2, longest);
            // Never between the two halves of one character.
            end -= char.IsHighSurrogate(rest[end - 1]) ? 1 : 0;
            yield return rest[..end].TrimEnd();
            rest = rest[end..].TrimStart();
        }

        yield return rest;
    }
}
