using System.Runtime.CompilerServices;
using Agent.Processes.Journal;
using Microsoft.Extensions.AI;

namespace Agent.Processes.Costs;

/// <summary>Tells a meter what each model call used. Stands inside the journal, so that what the journal answers is not counted; replays are not either.</summary>
/// <param name="inner">The model.</param>
/// <param name="meter">The meter.</param>
public sealed class MeteredChatClient(IChatClient inner, ITokenMeter meter) : DelegatingChatClient(inner)
{
    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var response = await base.GetResponseAsync(messages, options, cancellationToken);
        await NoteAsync(response.Usage, cancellationToken);
        return response;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            foreach (var usage in update.Contents.OfType<UsageContent>())
            {
                await NoteAsync(usage.Details, cancellationToken);
            }

            yield return update;
        }
    }

    private ValueTask NoteAsync(UsageDetails? usage, CancellationToken cancellationToken)
    {
        var tokens = usage?.TotalTokenCount ?? (usage?.InputTokenCount ?? 0) + (usage?.OutputTokenCount ?? 0);
        return tokens > 0 && ActivityScope.Current?.Conversation is { Spending: null } conversation
            ? meter.SpentAsync(conversation.Key, tokens, cancellationToken) : ValueTask.CompletedTask;
    }
}
