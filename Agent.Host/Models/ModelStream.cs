using Microsoft.Extensions.AI;
using TextContent = Microsoft.Extensions.AI.TextContent;

namespace Agent.Host.Models;

/// <summary>A streamed answer that has begun: it holds its next update, watches the clock between updates, and knows a whole answer from a cut one.</summary>
internal sealed class ModelStream : IAsyncDisposable
{
    private readonly ModelCall _call;
    private readonly ModelOptions _options;
    private readonly TimeProvider _clock;
    private readonly ModelFailureReader _failures;
    private readonly CancellationTokenSource _patience;
    private readonly CancellationTokenRegistration _caller;
    private readonly IAsyncEnumerator<ChatResponseUpdate> _updates;
    private bool _isFinished;

    private ModelStream(IChatClient inner, ModelCall call, ModelOptions options, TimeProvider clock, ModelFailureReader failures)
    {
        (_call, _options, _clock, _failures) = (call, options, clock, failures);
        _patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        _caller = call.CancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _patience);
        _updates = inner.GetStreamingResponseAsync(call.Messages, call.Options, _patience.Token).GetAsyncEnumerator(_patience.Token);
    }

    public ChatResponseUpdate Current => _updates.Current;

    private bool SaysSomething => _isFinished || Current.Contents.Any(content => content is not TextContent { Text.Length: 0 });

    /// <summary>
    /// Waits for the first update that says something: one that only opens the message commits nobody to the rest of it.
    /// <paramref name="cancellationToken"/> ends this wait only; the stream itself outlives it.
    /// </summary>
    public static async Task<ModelStream> OpenAsync(
        IChatClient inner, ModelCall call, ModelOptions options, TimeProvider clock, ModelFailureReader failures, CancellationToken cancellationToken)
    {
        var stream = new ModelStream(inner, call, options, clock, failures);
        try
        {
            await using var attempt = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), stream._patience);
            while (await stream._updates.MoveNextAsync())
            {
                stream.Look();
                if (stream.SaysSomething)
                {
                    return stream;
                }
            }
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }

        await stream.DisposeAsync();
        throw failures.Failed(ModelFailure.UnreadableAnswer, "sent an answer without content");
    }

    public async ValueTask<bool> MoveNextAsync()
    {
        var left = _options.CallTimeout - _clock.GetElapsedTime(_call.StartedAt);
        var isLastWait = left < _options.StreamIdleTimeout;
        try
        {
            _patience.CancelAfter(isLastWait ? Max(left, TimeSpan.FromMilliseconds(1)) : _options.StreamIdleTimeout);
            if (await _updates.MoveNextAsync())
            {
                Look();
                return true;
            }
        }
        catch (Exception exception) when (_failures.Read(exception) is { } failure)
        {
            _call.CancellationToken.ThrowIfCancellationRequested();
            throw Explain(failure, isLastWait);
        }

        return _isFinished ? false : throw Cut(null);
    }

    public async ValueTask DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _updates.DisposeAsync();
        _patience.Dispose();
    }

    private void Look() => _isFinished |= _updates.Current.FinishReason is not null;

    private ModelException Explain(ModelException failure, bool isLastWait) => failure.Failure switch
    {
        ModelFailure.Timeout when isLastWait =>
            _failures.Failed(ModelFailure.Timeout, $"did not finish its answer within {_options.CallTimeout.TotalSeconds:0.#} s", failure),
        ModelFailure.Timeout =>
            _failures.Failed(ModelFailure.Timeout, $"fell silent for {_options.StreamIdleTimeout.TotalSeconds:0.#} s in the middle of its answer", failure),
        ModelFailure.Unreachable => Cut(failure),
        _ => failure,
    };

    private ModelException Cut(Exception? cause) => _failures.Failed(ModelFailure.StreamCut, "stopped in the middle of its answer", cause);

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
