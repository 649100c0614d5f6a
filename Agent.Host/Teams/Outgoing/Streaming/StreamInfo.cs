using System.Text.Json.Nodes;
using Agent.Host.Teams.Wire;

namespace Agent.Host.Teams.Outgoing.Streaming;

/// <summary>Activities of a stream: pieces of an answer, each with all of it so far, and its end.</summary>
internal static class StreamInfo
{
    /// <summary>What the connector says when a stream takes nothing more.</summary>
    public const string NotAllowed = "ContentStreamNotAllowed";

    private const string Completed = "already completed";

    /// <summary>A piece of a stream, or its beginning.</summary>
    /// <param name="text">All of the text so far; before there is any, what is being done.</param>
    /// <param name="isInformative">True while there is nothing of the answer.</param>
    /// <param name="sequence">Counted from 1.</param>
    /// <param name="streamId">The stream; null to begin one.</param>
    public static JsonObject Piece(string text, bool isInformative, int sequence, string? streamId)
    {
        var info = new JsonObject { ["type"] = "streaminfo", ["streamType"] = isInformative ? "informative" : "streaming", ["streamSequence"] = sequence };
        if (streamId is not null)
            info["streamId"] = streamId;
        return new() { ["type"] = ActivityTypes.Typing, ["text"] = text, ["entities"] = new JsonArray(info) };
    }

    /// <summary>A message as the end of a stream.</summary>
    /// <param name="message">The message as it would go out by itself.</param>
    /// <param name="streamId">The stream.</param>
    /// <param name="text">The text with which the stream ends.</param>
    public static JsonObject Final(JsonObject message, string streamId, string text)
    {
        var final = (JsonObject)message.DeepClone();
        final["text"] = text;
        var entities = final["entities"] as JsonArray ?? [];
        entities.Add(new JsonObject { ["type"] = "streaminfo", ["streamType"] = "final", ["streamId"] = streamId });
        final["entities"] = entities;
        return final;
    }

    /// <summary>Whether the connector says that the end of the stream is there already.</summary>
    public static bool IsCompleted(string? reason) => reason?.Contains(Completed, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>
    /// The answer with which a stream can end: Teams wants it to begin with what was shown. What the agent said before it looked something up is not in the answer, and stays in
    /// front of it.
    /// </summary>
    public static string Extend(string? shown, string answer)
    {
        if (string.IsNullOrEmpty(shown) || answer.StartsWith(shown, StringComparison.Ordinal))
            return answer;
        const string Gap = LiveText.Gap;
        for (var at = shown.IndexOf(Gap, StringComparison.Ordinal); at >= 0; at = shown.IndexOf(Gap, at + 1, StringComparison.Ordinal))
        {
            if (answer.StartsWith(shown[(at + Gap.Length)..], StringComparison.Ordinal))
                return shown[..(at + Gap.Length)] + answer;
        }

        return shown + Gap + answer;
    }
}
