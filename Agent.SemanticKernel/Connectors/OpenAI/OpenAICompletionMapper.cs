using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using FinishReason = OpenAI.Chat.ChatFinishReason;
using TextContent = Microsoft.Extensions.AI.TextContent;

namespace Microsoft.SemanticKernel.Connectors.OpenAI;

/// <summary>Turns what an OpenAI model answered, whole or chunk by chunk, into the types of Microsoft.Extensions.AI.</summary>
internal static class OpenAICompletionMapper
{
    public static ChatResponse ToResponse(ChatCompletion completion)
    {
        var message = new ChatMessage(ChatRole.Assistant, [.. ToText(completion.Content, completion.Refusal)]) { MessageId = completion.Id };
        foreach (var call in completion.ToolCalls)
        {
            message.Contents.Add(StreamedToolCalls.ToContent(call.Id, call.FunctionName, call.FunctionArguments.ToString()));
        }

        return new ChatResponse(message)
        {
            ResponseId = completion.Id,
            ModelId = completion.Model,
            CreatedAt = completion.CreatedAt,
            FinishReason = ToFinishReason(completion.FinishReason),
            Usage = completion.Usage is { } usage ? ToUsage(usage) : null,
        };
    }

    /// <summary>
    /// Tool calls are given out complete, together with the finish reason: a stream that breaks off before it never yields half a call.
    /// </summary>
    public static ChatResponseUpdate ToUpdate(StreamingChatCompletionUpdate chunk, StreamedToolCalls toolCalls)
    {
        var update = new ChatResponseUpdate(ChatRole.Assistant, [.. ToText(chunk.ContentUpdate, chunk.RefusalUpdate)])
        {
            ResponseId = chunk.CompletionId,
            MessageId = chunk.CompletionId,
            ModelId = chunk.Model,
            CreatedAt = chunk.CreatedAt,
        };
        toolCalls.Add(chunk.ToolCallUpdates);
        if (chunk.FinishReason is { } reason)
        {
            update.FinishReason = ToFinishReason(reason);
            toolCalls.MoveTo(update.Contents);
        }

        if (chunk.Usage is { } usage)
        {
            update.Contents.Add(new UsageContent(ToUsage(usage)));
        }

        return update;
    }

    private static IEnumerable<AIContent> ToText(ChatMessageContent content, string? refusal)
    {
        foreach (var part in content.Where(part => !string.IsNullOrEmpty(part.Text)))
        {
            yield return new TextContent(part.Text);
        }

        if (!string.IsNullOrEmpty(refusal))
        {
            yield return new ErrorContent(refusal) { ErrorCode = "Refusal" };
        }
    }

    private static ChatFinishReason ToFinishReason(FinishReason reason) => reason switch
    {
        FinishReason.Length => ChatFinishReason.Length,
        FinishReason.ContentFilter => ChatFinishReason.ContentFilter,
        FinishReason.ToolCalls or FinishReason.FunctionCall => ChatFinishReason.ToolCalls,
        _ => ChatFinishReason.Stop,
    };

    private static UsageDetails ToUsage(ChatTokenUsage usage) => new()
    {
        InputTokenCount = usage.InputTokenCount,
        OutputTokenCount = usage.OutputTokenCount,
        TotalTokenCount = usage.TotalTokenCount,
        CachedInputTokenCount = usage.InputTokenDetails?.CachedTokenCount,
        ReasoningTokenCount = usage.OutputTokenDetails?.ReasoningTokenCount,
    };
}
