using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ResponseFormat = OpenAI.Chat.ChatResponseFormat;

namespace Microsoft.SemanticKernel.Connectors.OpenAI;

/// <summary>
/// Turns <see cref="ChatOptions"/> into the settings of a chat-completions request. <see cref="ChatOptions.AdditionalProperties"/> stay
/// here: they are notes for the clients around this one (which prompt asked, for instance), and the service refuses what it does not know.
/// </summary>
internal static partial class OpenAIOptionsMapper
{
    public static ChatCompletionOptions ToOpenAI(ChatOptions? options, IChatClient client)
    {
        var result = options?.RawRepresentationFactory?.Invoke(client) as ChatCompletionOptions ?? new ChatCompletionOptions();
        if (options is null)
        {
            return result;
        }

        result.Temperature ??= options.Temperature;
        result.TopP ??= options.TopP;
        result.MaxOutputTokenCount ??= options.MaxOutputTokens;
        result.FrequencyPenalty ??= options.FrequencyPenalty;
        result.PresencePenalty ??= options.PresencePenalty;
        result.Seed ??= options.Seed;
        result.ReasoningEffortLevel ??= ToEffort(options.Reasoning?.Effort);
        result.ResponseFormat ??= ToFormat(options.ResponseFormat);
        foreach (var stop in options.StopSequences ?? [])
        {
            result.StopSequences.Add(stop);
        }

        AddTools(result, options);
        return result;
    }

    private static void AddTools(ChatCompletionOptions result, ChatOptions options)
    {
        foreach (var tool in options.Tools ?? [])
        {
            result.Tools.Add(tool is AIFunctionDeclaration function
                ? ChatTool.CreateFunctionTool(function.Name, function.Description, BinaryData.FromString(function.JsonSchema.GetRawText()))
                : throw new NotSupportedException($"Tool '{tool.Name}' is a {tool.GetType().Name}; only functions can be sent to an OpenAI model."));
        }

        // The service refuses these two where no tool is offered.
        if (result.Tools.Count == 0)
        {
            return;
        }

        result.AllowParallelToolCalls ??= options.AllowMultipleToolCalls;
        result.ToolChoice ??= options.ToolMode switch
        {
            NoneChatToolMode => ChatToolChoice.CreateNoneChoice(),
            AutoChatToolMode => ChatToolChoice.CreateAutoChoice(),
            RequiredChatToolMode { RequiredFunctionName: { } name } => ChatToolChoice.CreateFunctionChoice(name),
            RequiredChatToolMode => ChatToolChoice.CreateRequiredChoice(),
            _ => null,
        };
    }

    private static ChatReasoningEffortLevel? ToEffort(ReasoningEffort? effort) => effort switch
    {
        ReasoningEffort.None => ChatReasoningEffortLevel.None,
        ReasoningEffort.Low => ChatReasoningEffortLevel.Low,
        ReasoningEffort.Medium => ChatReasoningEffortLevel.Medium,
        ReasoningEffort.High => ChatReasoningEffortLevel.High,
        ReasoningEffort.ExtraHigh => ChatReasoningEffortLevel.ExtraHigh,
        // A bare null would be taken for a text and converted, which throws.
        _ => (ChatReasoningEffortLevel?)null,
    };

    private static ResponseFormat? ToFormat(Extensions.AI.ChatResponseFormat? format) => format switch
    {
        ChatResponseFormatText => ResponseFormat.CreateTextFormat(),
        ChatResponseFormatJson { Schema: { } schema } json => ResponseFormat.CreateJsonSchemaFormat(
            ToSchemaName(json.SchemaName), BinaryData.FromString(schema.GetRawText()), json.SchemaDescription, StrictJsonSchema.Allows(schema)),
        ChatResponseFormatJson => ResponseFormat.CreateJsonObjectFormat(),
        _ => null,
    };

    private static string ToSchemaName(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return "answer";
        }

        var clean = NotInSchemaName.Replace(name, "_");
        return clean.Length <= 64 ? clean : clean[..64];
    }

    /// <summary>What the service allows in a schema's name is letters, digits, underscores and hyphens, 64 of them.</summary>
    [GeneratedRegex("[^a-zA-Z0-9_-]")]
    private static partial Regex NotInSchemaName { get; }
}
