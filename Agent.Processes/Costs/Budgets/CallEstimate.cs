using System.Text;
using Microsoft.Extensions.AI;
using ChatFunctionCall = Microsoft.Extensions.AI.FunctionCallContent;
using ChatFunctionResult = Microsoft.Extensions.AI.FunctionResultContent;

namespace Agent.Processes.Costs.Budgets;

/// <summary>How many tokens a call may have at most, and probably has.</summary>
/// <param name="InputBytes">The request as bytes of UTF-8, with something for what wraps each message.</param>
internal readonly record struct CallEstimate(long InputBytes)
{
    private const int BytesPerMessage = 16;
    private const int BytesPerCall = 64;

    /// <summary>What a token is on average in English text.</summary>
    private const int UsualBytesPerToken = 4;

    /// <summary>A token is at least one byte, whatever the tokenizer: there cannot be more than this.</summary>
    public long MostInputTokens => InputBytes;

    public long UsualInputTokens => (InputBytes / UsualBytesPerToken) + 1;

    public static long UsualOutputTokens(long characters) => (characters / UsualBytesPerToken) + 1;

    public static CallEstimate Of(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        long bytes = BytesPerCall;
        foreach (var message in messages)
        {
            bytes += BytesPerMessage;
            foreach (var content in message.Contents)
            {
                bytes += BytesOf(content);
            }
        }

        foreach (var tool in options?.Tools ?? [])
        {
            bytes += BytesPerMessage + Bytes(tool.Name) + Bytes(tool.Description) + (tool is AIFunctionDeclaration function ? Bytes(function.JsonSchema.GetRawText()) : 0);
        }

        return new(options?.ResponseFormat is ChatResponseFormatJson { Schema: { } schema } ? bytes + Bytes(schema.GetRawText()) : bytes);
    }

    private static long BytesOf(AIContent content) => content switch
    {
        Microsoft.Extensions.AI.TextContent text => Bytes(text.Text),
        ChatFunctionCall call => BytesPerMessage + Bytes(call.Name) + Bytes(System.Text.Json.JsonSerializer.Serialize(call.Arguments)),
        ChatFunctionResult result => BytesPerMessage + Bytes(result.Result?.ToString()),
        _ => 0,
    };

    private static long Bytes(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}
