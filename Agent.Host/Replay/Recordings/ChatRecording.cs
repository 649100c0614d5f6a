using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Processes.Replay.Journals;

namespace Agent.Host.Replay.Recordings;

/// <summary>Reads a recording whose messages have the shape of OpenAI's chat completions.</summary>
internal static class ChatRecording
{
    /// <exception cref="RecordingFault">It is no such recording.</exception>
    public static RecordedConversation Read(JsonElement line)
    {
        if (line.ValueKind is not JsonValueKind.Object)
        {
            throw new RecordingFault("a recording is a JSON object");
        }

        var id = Text(line, "id") ?? throw new RecordingFault("'id' is missing");
        try
        {
            return new()
            {
                Id = id,
                Tenant = Text(line, "tenant") ?? "",
                Customer = Text(line, "customer") ?? "guest",
                At = ReadTime(line),
                Messages = ReadMessages(line),
                Expected = Member(line, "expected"),
                Labels = Member(line, "labels"),
                Journal = ReadJournal(line, id),
            };
        }
        catch (RecordingFault fault) when (fault.Id is null)
        {
            throw new RecordingFault(fault.Message, id);
        }
    }

    private static DateTimeOffset? ReadTime(JsonElement line) => Text(line, "at") is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : throw new RecordingFault("'at' is no time");

    private static ConversationJournal? ReadJournal(JsonElement line, string id)
    {
        try
        {
            return Member(line, "journal") is { ValueKind: JsonValueKind.Object } journal
                ? ConversationJournal.Read(Text(line, "tenant") ?? "", id, Text(line, "customer") ?? "guest", journal)
                : null;
        }
        catch (FormatException fault)
        {
            throw new RecordingFault(fault.Message);
        }
    }

    private static List<RecordedMessage> ReadMessages(JsonElement line)
    {
        if (Member(line, "messages") is not { ValueKind: JsonValueKind.Array } stored)
        {
            throw new RecordingFault("'messages' must be a list");
        }

        var messages = new List<RecordedMessage>();
        var open = new List<RecordedToolCall>();
        var place = 0;
        foreach (var message in stored.EnumerateArray())
        {
            place++;
            switch (Text(message, "role"))
            {
                case RecordedMessage.User:
                    messages.Add(new(RecordedMessage.User, TextOf(message, place), []));
                    break;
                case RecordedMessage.Assistant:
                    List<RecordedToolCall> calls = [.. ReadCalls(message, place)];
                    open.AddRange(calls);
                    messages.Add(new(RecordedMessage.Assistant, TextOf(message, place), calls));
                    break;
                case RecordedMessage.Tool:
                    Answer(open, message, place);
                    break;
                case RecordedMessage.System or "developer":
                    break; // the instructions of another agent: not ours
                case var role:
                    throw new RecordingFault($"message {place}: the role '{role}' is none of user, assistant, tool, system");
            }
        }

        return messages;
    }

    private static IEnumerable<RecordedToolCall> ReadCalls(JsonElement message, int place)
    {
        if (Member(message, "tool_calls") is not { ValueKind: JsonValueKind.Array } calls)
        {
            yield break;
        }

        foreach (var call in calls.EnumerateArray())
        {
            var function = Member(call, "function");
            var tool = Text(function, "name") ?? throw new RecordingFault($"message {place}: a tool call without a function's name");
            var id = Text(call, "id") ?? throw new RecordingFault($"message {place}: the call of '{tool}' has no id, so its result cannot be told from others");
            yield return new(id, tool, ReadArguments(function, tool, place), place);
        }
    }

    private static JsonObject ReadArguments(JsonElement function, string tool, int place)
    {
        var text = Member(function, "arguments") switch
        {
            { ValueKind: JsonValueKind.String } written => written.GetString()!,
            { ValueKind: JsonValueKind.Object } given => given.GetRawText(),
            _ => "{}",
        };
        try
        {
            // A name that stands twice shows up only when the object is used: now is better than then.
            return JsonNode.Parse(text.Length == 0 ? "{}" : text) is JsonObject arguments && arguments.Count >= 0
                ? arguments
                : throw new RecordingFault($"message {place}: the arguments of '{tool}' are no JSON object");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            throw new RecordingFault($"message {place}: the arguments of '{tool}' are no JSON: {Start(text)}");
        }
    }

    /// <summary>A result belongs to the first call of its id that has none yet: some recordings use an id twice.</summary>
    private static void Answer(List<RecordedToolCall> open, JsonElement message, int place)
    {
        var id = Text(message, "tool_call_id") ?? throw new RecordingFault($"message {place}: a tool's result has no tool_call_id");
        var call = open.Find(candidate => candidate.Id == id) ?? throw new RecordingFault($"message {place}: the result of call '{id}', which was not made before");
        call.Result = TextOf(message, place);
        open.Remove(call);
    }

    /// <summary>A text, or the text parts of a list of parts.</summary>
    private static string TextOf(JsonElement message, int place) => Member(message, "content") switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => "",
        { ValueKind: JsonValueKind.Array } parts => string.Concat(parts.EnumerateArray().Select(part => Text(part, "text"))),
        _ => throw new RecordingFault($"message {place}: 'content' must be a text"),
    };

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static string Start(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
