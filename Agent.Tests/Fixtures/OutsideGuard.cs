using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using FunctionInvocationContext = Microsoft.SemanticKernel.FunctionInvocationContext;

namespace Agent.Tests.Fixtures;

/// <summary>Stands before models and tools. While it is closed, a call that gets as far as this fails, and is counted.</summary>
internal sealed class OutsideGuard : IFunctionInvocationFilter
{
    private int _closed;

    public int Broken { get; private set; }

    public IChatClient Around(IChatClient model) => new Guarded(model, this);

    /// <summary>Closes it until disposed; then nothing may have come through.</summary>
    public IDisposable Close()
    {
        Interlocked.Increment(ref _closed);
        return new Closing(this);
    }

    public Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        Pass($"tool {context.Function.Name}");
        return next(context);
    }

    private void Pass(string what)
    {
        if (Volatile.Read(ref _closed) > 0)
        {
            Broken++;
            throw new AssertionException($"Called while nothing outside may be called: {what}");
        }
    }

    private sealed class Closing(OutsideGuard guard) : IDisposable
    {
        public void Dispose()
        {
            Interlocked.Decrement(ref guard._closed);
            Assert.That(guard.Broken, Is.Zero, "Something outside was called.");
        }
    }

    private sealed class Guarded(IChatClient model, OutsideGuard guard) : DelegatingChatClient(model)
    {
        public override Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            guard.Pass("model");
            return base.GetResponseAsync(messages, options, cancellationToken);
        }

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            guard.Pass("model");
            await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
            {
                yield return update;
            }
        }
    }
}
