using System.Runtime.CompilerServices;
using Agent.Host.Models.Offline;
using Agent.Processes;
using Agent.Tests.Processes.Runtime.Toy;
using Microsoft.Extensions.AI;

namespace Agent.Tests.Recordings;

/// <summary>The offline model, held before its <paramref name="nth"/> answer to one prompt.</summary>
internal sealed class HeldModel(string prompt, int nth, Gate gate) : DelegatingChatClient(new OfflineChatClient())
{
    private int _calls;

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        await PassAsync(options, cancellationToken);
        return await base.GetResponseAsync(messages, options, cancellationToken);
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await PassAsync(options, cancellationToken);
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            yield return update;
        }
    }

    private Task PassAsync(ChatOptions? options, CancellationToken cancellationToken) =>
        options?.AdditionalProperties?.TryGetValue(PromptCallData.Name, out var name) == true && name as string == prompt && Interlocked.Increment(ref _calls) == nth
            ? gate.PassAsync(cancellationToken) : Task.CompletedTask;
}
