using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Agent.Host.Replay.Recordings;

/// <summary>
/// Reads plain transcripts: one thing said a line, with the conversation it belongs to. The lines of a conversation stand together. There are no tools in a transcript,
/// so what is replayed of it is how its customers' messages are judged and sorted.
/// </summary>
internal static class TranscriptRecording
{
    private static readonly string[] s_customers = ["user", "customer", "client", "caller"];

    public static async IAsyncEnumerable<RecordingLine> ReadAsync(
        IAsyncEnumerable<(long Number, string? Text)> lines, RecordingFormat format, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<string>? heading = null;
        (long Number, string Id, List<RecordedMessage> Messages)? open = null;
        await foreach (var (number, text) in lines.WithCancellation(cancellationToken))
        {
            if (format is RecordingFormat.Csv && heading is null)
            {
                heading = text is null ? [] : [.. CsvLine.Split(text).Select(name => name.Trim().ToLowerInvariant())];
                if (Missing(heading) is { } missing)
                {
                    yield return new(number, null, Fault: $"the heading has no column '{missing}'");
                    yield break;
                }

                continue;
            }

            var (said, fault) = Read(text, heading);
            if (said is not { } line)
            {
                yield return new(number, null, Fault: fault);
                continue;
            }

            if (open is { } before && before.Id != line.Conversation)
            {
                yield return Close(before);
                open = null;
            }

            open ??= (number, line.Conversation, []);
            open.Value.Messages.Add(new(s_customers.Contains(line.Speaker.ToLowerInvariant()) ? RecordedMessage.User : RecordedMessage.Assistant, line.Text, []));
        }

        if (open is { } last)
        {
            yield return Close(last);
        }
    }

    private static RecordingLine Close((long Number, string Id, List<RecordedMessage> Messages) open) =>
        new(open.Number, new() { Id = open.Id, Tenant = "", Customer = "guest", Messages = open.Messages }, open.Id);

    private static string? Missing(IReadOnlyList<string> heading) => Array.Find(["conversation", "speaker", "text"], name => !heading.Contains(name));

    private static (Said? Line, string? Fault) Read(string? text, IReadOnlyList<string>? heading)
    {
        if (text is null)
        {
            return (null, $"the line has more than {RecordingFile.LongestLine} bytes");
        }

        if (heading is not null)
        {
            var cells = CsvLine.Split(text);
            return cells.Count == heading.Count
                ? (new(Cell("conversation"), Cell("speaker"), Cell("text")), null)
                : (null, $"the line has {cells.Count} cells, and the heading {heading.Count}");
            string Cell(string name) => cells[heading.ToList().IndexOf(name)];
        }

        try
        {
            using var line = JsonDocument.Parse(text);
            return line.RootElement is { ValueKind: JsonValueKind.Object } said && TextOf(said, "conversation") is { } conversation
                && TextOf(said, "speaker") is { } speaker && TextOf(said, "text") is { } words
                ? (new(conversation, speaker, words), null)
                : (null, "the line needs the texts 'conversation', 'speaker' and 'text'");
        }
        catch (JsonException exception)
        {
            return (null, $"the line is no JSON: {exception.Message}");
        }
    }

    private static string? TextOf(JsonElement said, string name) =>
        said.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private sealed record Said(string Conversation, string Speaker, string Text);
}
