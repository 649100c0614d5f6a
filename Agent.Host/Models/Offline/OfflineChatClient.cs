using System.Runtime.CompilerServices;
using Agent.Host.Models.Offline.Prompts;
using Microsoft.Extensions.AI;

namespace Agent.Host.Models.Offline;

/// <summary>
/// A chat client without a language model: fixed rules that hold support conversations over the tools a call offers. It needs no network,
/// never waits, gives the same answer to the same call, and keeps nothing between calls, so any replica can go on with any conversation.
/// </summary>
/// <remarks>Which rules apply is told by the additional property <c>prompt.name</c>; an unknown prompt gets a general answer.</remarks>
internal sealed class OfflineChatClient : IChatClient
{
    /// <summary>The model id of every answer. It does not pretend to be a language model.</summary>
    public const string ModelId = "offline-rules";

    private const int CharactersPerToken = 4;
    private static readonly ChatClientMetadata Metadata = new("offline", providerUri: null, ModelId);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Respond(messages as IReadOnlyList<ChatMessage> ?? [.. messages], options));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var content in response.Messages[0].Contents)
        {
            if (content is not TextContent text)
            {
                yield return Update(response, [content]);
                continue;
            }

            foreach (var word in Words(text.Text))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return Update(response, [new TextContent(word)]);
            }
        }

        var last = Update(response, [new UsageContent(response.Usage!)]);
        last.FinishReason = response.FinishReason;
        yield return last;
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        if (serviceKey is not null)
            return null;
        return serviceType == typeof(ChatClientMetadata) ? Metadata : serviceType.IsInstanceOfType(this) ? this : null;
    }

    public void Dispose()
    {
        // Holds nothing.
    }

    private static ChatResponse Respond(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var answer = Answer(messages, options);
        answer.MessageId = Id("msg", messages);
        var isCall = answer.Contents.Any(content => content is FunctionCallContent);
        return new ChatResponse(answer)
        {
            ResponseId = Id("offline", messages),
            ModelId = ModelId,
            FinishReason = isCall ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
            Usage = UsageOf(messages, options, answer),
        };
    }

    private static ChatMessage Answer(IReadOnlyList<ChatMessage> messages, ChatOptions? options) => PromptName(options) switch
    {
        PromptNames.InputGuardrail => InputGuardrailAnswer.Answer(messages),
        PromptNames.Triage => TriageAnswer.Answer(messages, options),
        PromptNames.Confirmation => ConfirmationAnswer.Answer(messages),
        PromptNames.OrdersAgent => OrdersAgentAnswer.Answer(messages, options),
        PromptNames.ConversationSummary => ConversationSummaryAnswer.Answer(messages),
        _ => GeneralAgentAnswer.Answer(messages),
    };

    private static string? PromptName(ChatOptions? options) =>
        options?.AdditionalProperties is { } properties && properties.TryGetValue(PromptNames.Property, out var name) ? name?.ToString() : null;

    private static string Id(string prefix, IReadOnlyList<ChatMessage> messages) => $"{prefix}-{messages.Count}";

    private static ChatResponseUpdate Update(ChatResponse response, IList<AIContent> contents) => new(ChatRole.Assistant, contents)
    {
        ResponseId = response.ResponseId,
        MessageId = response.Messages[0].MessageId,
        ModelId = response.ModelId,
    };

    /// <summary>Each word with the space behind it, so that the parts joined are the text.</summary>
    private static IEnumerable<string> Words(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var space = text.IndexOf(' ', start);
            var end = space < 0 ? text.Length : space + 1;
            yield return text[start..end];
            start = end;
        }
    }

    private static UsageDetails UsageOf(IReadOnlyList<ChatMessage> messages, ChatOptions? options, ChatMessage answer)
    {
        var input = options?.Instructions?.Length ?? 0;
        foreach (var message in messages)
            input += Length(message);
        var (inputTokens, outputTokens) = (Tokens(input), Tokens(Length(answer)));
        return new UsageDetails { InputTokenCount = inputTokens, OutputTokenCount = outputTokens, TotalTokenCount = inputTokens + outputTokens };
    }

    private static int Length(ChatMessage message)
    {
        var length = 0;
        foreach (var content in message.Contents)
        {
            length += content switch
            {
                TextContent text => text.Text.Length,
                FunctionResultContent { Result: string result } => result.Length,
                FunctionCallContent call => call.Name.Length + (call.Arguments?.Count ?? 0) * 20,
                _ => 0,
            };
        }

        return length;
    }

    private static int Tokens(int characters) => (characters + CharactersPerToken - 1) / CharactersPerToken;
}
