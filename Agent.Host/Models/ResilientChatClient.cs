using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Agent.Host.Models;

/// <summary>
/// Calls a model patiently and within limits; every failure leaves it as a <see cref="ModelException"/>. A streamed answer is tried again
/// only while nothing of it has been passed on: after that, a second attempt would contradict what the customer has already read.
/// </summary>
internal sealed class ResilientChatClient : DelegatingChatClient
{
    private readonly ModelOptions _options;
    private readonly TimeProvider _clock;
    private readonly ModelFailureReader _failures;
    private readonly ResiliencePipeline _pipeline;

    public ResilientChatClient(IChatClient inner, string model, ModelOptions options, TimeProvider clock, ILogger<ResilientChatClient>? logger = null)
        : base(inner)
    {
        _options = options;
        _clock = clock;
        _failures = new ModelFailureReader(model, clock);
        _pipeline = ModelPipeline.Create(model, options, clock, logger ?? NullLogger<ResilientChatClient>.Instance);
    }

    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(NewCall(messages, options, cancellationToken), AskAsync);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var stream = await RunAsync(NewCall(messages, options, cancellationToken), OpenAsync);
        do
        {
            yield return stream.Current;
        }
        while (await stream.MoveNextAsync());
    }

    private ModelCall NewCall(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
        new(messages, options, _clock.GetTimestamp(), cancellationToken);

    private Task<ChatResponse> AskAsync(ModelCall call, CancellationToken cancellationToken) =>
        InnerClient.GetResponseAsync(call.Messages, call.Options, cancellationToken);

    private Task<ModelStream> OpenAsync(ModelCall call, CancellationToken cancellationToken) =>
        ModelStream.OpenAsync(InnerClient, call, _options, _clock, _failures, cancellationToken);

    private async Task<T> RunAsync<T>(ModelCall call, Func<ModelCall, CancellationToken, Task<T>> attempt)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                static (state, token) => state.Client.AttemptAsync(state.Call, state.Attempt, token),
                (Client: this, Call: call, Attempt: attempt),
                call.CancellationToken);
        }
        catch (TimeoutRejectedException exception)
        {
            throw _failures.Failed(ModelFailure.Timeout, $"gave no answer within {_options.CallTimeout.TotalSeconds:0.#} s", call.LastFailure ?? (Exception)exception);
        }
        catch (BrokenCircuitException exception)
        {
            throw _failures.Failed(ModelFailure.CircuitOpen, "failed too often lately and is left alone for now", exception, exception.RetryAfter);
        }
    }

    private async ValueTask<T> AttemptAsync<T>(ModelCall call, Func<ModelCall, CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        try
        {
            return await attempt(call, cancellationToken);
        }
        catch (Exception exception) when (_failures.Read(exception) is { } failure)
        {
            // The SDK wraps a cancelled read in exceptions of its own at times; the caller asked to stop, and gets just that.
            call.CancellationToken.ThrowIfCancellationRequested();
            call.LastFailure = failure;
            throw failure;
        }
    }
}
