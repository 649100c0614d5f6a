namespace Microsoft.SemanticKernel;

/// <summary>A function's stream whose failures are recorded and whose cancellation is wrapped: an iterator cannot yield inside a try with a catch.</summary>
internal sealed class GuardedStream<T>(
    KernelFunction function, Kernel kernel, KernelArguments arguments, FunctionTelemetry.Call call, CancellationToken cancellationToken) : IAsyncEnumerator<T>
{
    private IAsyncEnumerator<T>? _pieces;

    public T Current => _pieces!.Current;

    public async ValueTask<bool> MoveNextAsync()
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            _pieces ??= (await function.OpenStreamAsync<T>(kernel, arguments, cancellationToken)).GetAsyncEnumerator(cancellationToken);
            return await _pieces.MoveNextAsync();
        }
        catch (OperationCanceledException exception)
        {
            call.Fail(exception);
            throw new KernelFunctionCanceledException(kernel, function, arguments, functionResult: null, exception);
        }
        catch (Exception exception) when (call.Fail(exception))
        {
            throw;
        }
    }

    public ValueTask DisposeAsync() => _pieces?.DisposeAsync() ?? ValueTask.CompletedTask;
}
