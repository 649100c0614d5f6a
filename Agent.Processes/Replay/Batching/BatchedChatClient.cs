using System.Runtime.CompilerServices;
using Agent.Processes.Costs;
using Agent.Processes.Costs.Budgets;
using Agent.Processes.Journal;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Replay.Batching;

/// <summary>
/// A model that is asked through batches: journaled, and paid at the batch price from the budgets, like any other. It stands around a client whose requests go to
/// <see cref="BatchedCalls.AskAsync"/>. An answer comes in one piece: batches do not stream.
/// </summary>
public sealed class BatchedChatClient : DelegatingChatClient
{
    /// <summary>A provider has a day for a batch, and a call may be in three of them.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromDays(7);

    private readonly BatchedCalls _calls;
    private readonly string _model;

    /// <summary>Puts a client around another.</summary>
    /// <param name="model">Asks the model.</param>
    /// <param name="calls">The batches.</param>
    /// <param name="keeper">The budgets.</param>
    /// <param name="prices">The prices.</param>
    /// <param name="clock">The clock.</param>
    public BatchedChatClient(IChatClient model, BatchedCalls calls, BudgetKeeper keeper, PriceList prices, TimeProvider clock)
        : base(new JournaledChatClient(new BudgetedChatClient(model, keeper), clock, Options.Create(new RuntimeOptions { ModelCallTimeout = s_patience }), prices)) =>
        (_calls, _model) = (calls, (model?.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata)?.DefaultModelId ?? "");

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var sent = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var batched = options?.Clone() ?? new();
        (batched.AdditionalProperties ??= [])[PriceList.Batch] = true;
        BatchedCall.Current = await _calls.RecallAsync($"{_model}\n{Of(PromptCallData.Name)}\n{Of(PromptCallData.Hash)}\n{ModelCall.ShapeOf(sent)}", cancellationToken);
        return await base.GetResponseAsync(sent, batched, cancellationToken);

        object? Of(string key) => batched.AdditionalProperties.GetValueOrDefault(key);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }
}
