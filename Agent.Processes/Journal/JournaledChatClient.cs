using System.Runtime.CompilerServices;
using Agent.Processes.Costs;
using Agent.Processes.Runtime.Execution;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Journal;

/// <summary>
/// Records every model call that a step makes, to be committed with its superstep, and bounds it in time. In a replay it answers from the record.
/// It is the outermost of a model's clients: what it sees is what the step asked and got.
/// </summary>
public sealed class JournaledChatClient(
    IChatClient inner, TimeProvider clock, IOptions<RuntimeOptions> options, PriceList? prices = null, ILogger<JournaledChatClient>? logger = null)
    : DelegatingChatClient(inner)
{
    private readonly TimeProvider _clock = StepClock.RealOf(clock);
    private readonly ChatClientMetadata? _metadata = inner.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata;

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (ActivityScope.Current is not { } scope)
        {
            return await base.GetResponseAsync(messages, options, cancellationToken);
        }

        var sent = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var call = new ModelCall(scope, sent, options, _clock, prices, _metadata?.DefaultModelId, _metadata?.ProviderName, logger);
        if (scope.Recorded is { } recorded && call.Replay(recorded) is { } replayed)
        {
            return replayed;
        }

        using var limit = Limit(cancellationToken);
        call.Begin();
        try
        {
            var response = await base.GetResponseAsync(sent, options, limit.Token);
            call.Complete(response);
            return response;
        }
        catch (Exception exception)
        {
            throw call.Fail(exception, TimedOut(limit, cancellationToken));
        }
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (ActivityScope.Current is not { } scope)
        {
            await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
            {
                yield return update;
            }

            yield break;
        }

        var sent = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var call = new ModelCall(scope, sent, options, _clock, prices, _metadata?.DefaultModelId, _metadata?.ProviderName, logger);
        if (scope.Recorded is { } recorded && call.Replay(recorded) is { } replayed)
        {
            foreach (var update in RecordedResponse.Stream(replayed))
            {
                yield return update;
            }

            yield break;
        }

        using var limit = Limit(cancellationToken);
        List<ChatResponseUpdate> updates = [];
        call.Begin();
        try
        {
            await using var source = Start(sent, options, call, limit, cancellationToken);
            while (await NextAsync(source, call, updates, limit, cancellationToken))
            {
                updates.Add(source.Current);
                yield return source.Current;
            }

            call.Complete(updates.ToChatResponse());
        }
        finally
        {
            call.Abandon();
        }
    }

    /// <summary>A client may refuse before the first piece already.</summary>
    private IAsyncEnumerator<ChatResponseUpdate> Start(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, ModelCall call, CancellationTokenSource limit, CancellationToken cancellationToken)
    {
        try
        {
            return base.GetStreamingResponseAsync(messages, options, limit.Token).GetAsyncEnumerator(limit.Token);
        }
        catch (Exception exception)
        {
            throw call.Fail(exception, TimedOut(limit, cancellationToken));
        }
    }

    private static async ValueTask<bool> NextAsync(
        IAsyncEnumerator<ChatResponseUpdate> source, ModelCall call, List<ChatResponseUpdate> received, CancellationTokenSource limit, CancellationToken cancellationToken)
    {
        try
        {
            return await source.MoveNextAsync();
        }
        catch (Exception exception)
        {
            throw call.Fail(exception, TimedOut(limit, cancellationToken), received);
        }
    }

    private CancellationTokenSource Limit(CancellationToken cancellationToken)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Value.ModelCallTimeout);
        return limit;
    }

    private static bool TimedOut(CancellationTokenSource limit, CancellationToken cancellationToken) =>
        limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested;
}
