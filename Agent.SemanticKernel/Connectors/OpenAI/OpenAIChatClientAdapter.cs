using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Microsoft.SemanticKernel.Connectors.OpenAI;

/// <summary>
/// The chat-completions client of the official OpenAI SDK as an <see cref="IChatClient"/>. It translates and nothing else: it neither
/// retries nor invokes tools, and it is bound to the model of the client it wraps (<see cref="ChatOptions.ModelId"/> is not sent).
/// </summary>
internal sealed class OpenAIChatClientAdapter(ChatClient client) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new("openai", client.Endpoint, client.Model);

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var completion = await client.CompleteChatAsync(
            OpenAIMessageMapper.ToOpenAI(messages, options), OpenAIOptionsMapper.ToOpenAI(options, this), cancellationToken);
        return OpenAICompletionMapper.ToResponse(completion.Value);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var toolCalls = new StreamedToolCalls();
        var chunks = client.CompleteChatStreamingAsync(
            OpenAIMessageMapper.ToOpenAI(messages, options), OpenAIOptionsMapper.ToOpenAI(options, this), cancellationToken);
        await foreach (var chunk in chunks)
        {
            yield return OpenAICompletionMapper.ToUpdate(chunk, toolCalls);
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
        {
            return null;
        }

        return serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType == typeof(ChatClient) ? client
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    public void Dispose()
    {
        // The SDK's client holds nothing of its own: connections belong to its transport, which is shared.
    }
}
