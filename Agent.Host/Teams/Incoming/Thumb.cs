using System.Text.Json;
using Agent.Processes;

namespace Agent.Host.Teams.Incoming;

/// <summary>A thumb under an answer, as Teams reports it.</summary>
/// <param name="Rating">Up or down.</param>
/// <param name="Comment">What was written into the form; null when nothing was.</param>
internal sealed record Thumb(FeedbackRating Rating, string? Comment)
{
    private const int LongestComment = 2000;

    /// <summary>Reads what the invoke carries; null when it is no feedback.</summary>
    public static Thumb? Read(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || Text(value, "actionName") != "feedback" || !value.TryGetProperty("actionValue", out var given)
            || given.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        return Text(given, "reaction") switch
        {
            "like" => new(FeedbackRating.Up, CommentOf(given)),
            "dislike" => new(FeedbackRating.Down, CommentOf(given)),
            _ => null,
        };
    }

    // The form's content comes as JSON in a text; a client that sends plain words is understood as well.
    private static string? CommentOf(JsonElement given)
    {
        var form = Text(given, "feedback")?.Trim();
        var comment = form is ['{', ..] ? InForm(form) : form;
        comment = comment?.Replace('\0', ' ').Trim();
        return string.IsNullOrEmpty(comment) ? null : comment[..Math.Min(comment.Length, LongestComment)];
    }

    private static string? InForm(string form)
    {
        try
        {
            using var document = JsonDocument.Parse(form);
            return Text(document.RootElement, "feedbackText");
        }
        catch (JsonException)
        {
            return form;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;
}
