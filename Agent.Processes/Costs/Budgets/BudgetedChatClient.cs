using System.Runtime.CompilerServices;
using Agent.Processes.Journal;
using Microsoft.Extensions.AI;

namespace Agent.Processes.Costs.Budgets;

/// <summary>Asks a model only when the budgets allow it. Stands inside the journal, so that what the journal answers costs nothing. Without a limit it passes everything on.</summary>
/// <param name="inner">The model.</param>
/// <param name="keeper">The budgets.</param>
/// <param name="cheaper">The client of a cheaper model, asked for when it is needed; null for the cheapest.</param>
public sealed class BudgetedChatClient(IChatClient inner, BudgetKeeper keeper, Func<IChatClient>? cheaper = null) : DelegatingChatClient(inner)
{
    /// <summary>The key in <c>ChatOptions.AdditionalProperties</c> by which a caller says (<c>true</c>) that it can ask with less, and will on a <see cref="RequestTooDearException"/>.</summary>
    public const string CanShrink = "call.can_shrink";

    internal string? Model { get; } = (inner.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata)?.DefaultModelId;

    internal IChatClient Inner => InnerClient;

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var sent = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        if (await OpenAsync(sent, options, cancellationToken) is not { } call)
        {
            return await base.GetResponseAsync(sent, options, cancellationToken);
        }

        ChatResponse response;
        try
        {
            response = await call.Client.GetResponseAsync(sent, call.Options, cancellationToken);
            call.Take(response);
        }
        catch (Exception exception) when (!call.IsLeftOpenBy(exception))
        {
            await keeper.SettleAsync(call, exception);
            throw;
        }

        await keeper.SettleAsync(call);
        return response;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var sent = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        if (await OpenAsync(sent, options, cancellationToken) is not { } call)
        {
            await foreach (var update in base.GetStreamingResponseAsync(sent, options, cancellationToken))
            {
                yield return update;
            }

            yield break;
        }

        // Settled also when the reader stops half-way.
        Exception? broken = new OperationCanceledException();
        try
        {
            await using var source = call.Client.GetStreamingResponseAsync(sent, call.Options, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                try
                {
                    if (!await source.MoveNextAsync())
                    {
                        break;
                    }
                }
                catch (Exception exception)
                {
                    broken = exception;
                    throw;
                }

                call.Take(source.Current);
                yield return source.Current;
            }

            broken = null;
        }
        finally
        {
            await (broken is null ? keeper.SettleAsync(call) : keeper.SettleAsync(call, broken));
        }
    }

    /// <summary>Null when nothing is to be paid: no limit, no price above 0, or a call outside any conversation.</summary>
    private ValueTask<PaidCall?> OpenAsync(IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
        ActivityScope.Current?.Conversation is { } conversation && (keeper.IsLimited || conversation.Spending?.LimitUsd is not null || conversation.Budgets is { IsLimited: true })
            ? new(keeper.OpenAsync(this, cheaper?.Invoke().GetService(typeof(BudgetedChatClient)) as BudgetedChatClient, conversation, messages, options, cancellationToken))
            : default;
}
