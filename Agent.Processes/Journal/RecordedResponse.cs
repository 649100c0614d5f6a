using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using ChatFunctionCall = Microsoft.Extensions.AI.FunctionCallContent;
using ChatFunctionResult = Microsoft.Extensions.AI.FunctionResultContent;
using ChatText = Microsoft.Extensions.AI.TextContent;

namespace Agent.Processes.Journal;

/// <summary>A model's answer, read back from the journal as <see cref="ModelCall"/> wrote it.</summary>
internal static class RecordedResponse
{
    public static ChatResponse Read(ActivityRecord activity)
    {
        List<ChatMessage> messages = activity.Response is { ValueKind: JsonValueKind.Array } stored ? [.. stored.EnumerateArray().Select(ReadMessage)] : [];
        return new(messages)
        {
            ModelId = activity.Model,
            Usage = activity.InputTokens is null && activity.OutputTokens is null ? null : new()
            {
                InputTokenCount = activity.InputTokens,
                CachedInputTokenCount = activity.CachedInputTokens,
                OutputTokenCount = activity.OutputTokens,
            },
        };
    }

    /// <summary>The answer as a stream of whole messages.</summary>
    public static IEnumerable<ChatResponseUpdate> Stream(ChatResponse response)
    {
        for (var index = 0; index < response.Messages.Count; index++)
        {
            var message = response.Messages[index];
            // Every message has an id of its own, or the reader would join two of them.
            yield return new(message.Role, message.Contents) { ModelId = response.ModelId, MessageId = index.ToString(CultureInfo.InvariantCulture) };
        }

        if (response is { Usage: { } usage, Messages: [.., var last] })
        {
            yield return new(last.Role, [new UsageContent(usage)])
            {
                ModelId = response.ModelId,
                MessageId = (response.Messages.Count - 1).ToString(CultureInfo.InvariantCulture),
            };
        }
    }

    private static ChatMessage ReadMessage(JsonElement stored)
    {
        var contents = new List<AIContent>();
        foreach (var member in stored.EnumerateObject())
        {
            if (member.NameEquals("text"))
            {
                contents.Add(new ChatText(member.Value.GetString()));
            }
            else if (member.Name.StartsWith(ModelCall.CallPrefix, StringComparison.Ordinal))
            {
                contents.Add(new ChatFunctionCall(
                    member.Name[ModelCall.CallPrefix.Length..], member.Value.GetProperty("name").GetString()!, ReadArguments(member.Value.GetProperty("arguments"))));
            }
            else if (member.Name.StartsWith(ModelCall.ResultPrefix, StringComparison.Ordinal))
            {
                contents.Add(new ChatFunctionResult(member.Name[ModelCall.ResultPrefix.Length..], member.Value.GetString()));
            }
        }

        return new(new ChatRole(stored.GetProperty("role").GetString()!), contents);
    }

    private static Dictionary<string, object?>? ReadArguments(JsonElement stored) => stored.ValueKind is not JsonValueKind.Object ? null
        : stored.EnumerateObject().ToDictionary(argument => argument.Name, argument => (object?)argument.Value, StringComparer.Ordinal);
}
