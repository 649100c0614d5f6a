using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;
using FunctionResultContent = Microsoft.Extensions.AI.FunctionResultContent;
using OpenAIMessage = OpenAI.Chat.ChatMessage;
using TextContent = Microsoft.Extensions.AI.TextContent;

namespace Microsoft.SemanticKernel.Connectors.OpenAI;

/// <summary>Turns a conversation into the messages of a chat-completions request.</summary>
internal static class OpenAIMessageMapper
{
    // The library's own options indent, and the model is paid by the token.
    private static readonly JsonSerializerOptions s_compact = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    public static List<OpenAIMessage> ToOpenAI(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        List<OpenAIMessage> result = [];
        if (!string.IsNullOrWhiteSpace(options?.Instructions))
        {
            result.Add(new SystemChatMessage(options.Instructions));
        }

        foreach (var message in messages)
        {
            AddTo(result, message);
        }

        return result;
    }

    private static void AddTo(List<OpenAIMessage> result, ChatMessage message)
    {
        if (message.Role == ChatRole.System)
        {
            result.Add(new SystemChatMessage(TextOf(message)));
        }
        else if (message.Role == ChatRole.User)
        {
            result.Add(new UserChatMessage(TextOf(message)));
        }
        else if (message.Role == ChatRole.Assistant)
        {
            result.Add(ToAssistant(message));
        }
        else if (message.Role == ChatRole.Tool)
        {
            // One message of ours may answer several calls; the wire wants one message for each.
            result.AddRange(message.Contents.OfType<FunctionResultContent>().Select(ToTool));
        }
        else
        {
            throw new NotSupportedException($"A message of role '{message.Role}' cannot be sent to an OpenAI model.");
        }
    }

    private static AssistantChatMessage ToAssistant(ChatMessage message)
    {
        var calls = message.Contents.OfType<FunctionCallContent>().Select(ToToolCall).ToList();
        if (calls.Count == 0)
        {
            return new AssistantChatMessage(message.Text);
        }

        var assistant = new AssistantChatMessage(calls);
        if (message.Text.Length > 0)
        {
            assistant.Content.Add(ChatMessageContentPart.CreateTextPart(message.Text));
        }

        return assistant;
    }

    private static ChatToolCall ToToolCall(FunctionCallContent call) => ChatToolCall.CreateFunctionToolCall(
        call.CallId, call.Name, BinaryData.FromString(JsonSerializer.Serialize(
            call.Arguments ?? new Dictionary<string, object?>(), s_compact)));

    private static ToolChatMessage ToTool(FunctionResultContent result) => new(result.CallId, result.Result switch
    {
        null => result.Exception is null ? "" : "Error: the function failed.",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
        TextContent text => text.Text,
        var value => JsonSerializer.Serialize(value, s_compact),
    });

    private static string TextOf(ChatMessage message)
    {
        if (message.Contents.FirstOrDefault(content => content is DataContent or UriContent) is { } content)
        {
            throw new NotSupportedException($"A {content.GetType().Name} in a {message.Role} message cannot be sent: only text is.");
        }

        return message.Text;
    }
}
