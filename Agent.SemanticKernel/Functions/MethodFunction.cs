using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.SemanticKernel;

/// <summary>A function that is a method. What can be known from the method alone is in its <see cref="FunctionMethod"/>, made once.</summary>
internal sealed class MethodFunction(FunctionMethod method, object? target, KernelFunctionMetadata metadata)
    : KernelFunction(metadata, executionSettings: null, method.JsonSerializerOptions)
{
    public override MethodInfo UnderlyingMethod => method.Method;

    public override KernelFunction Clone(string? pluginName = null) => Bind(BoundKernel, pluginName);

    internal override KernelFunction Bind(Kernel? kernel, string? pluginName)
    {
        var metadata = pluginName == PluginName ? Metadata : new KernelFunctionMetadata(Metadata) { PluginName = pluginName };
        return new MethodFunction(method, target, metadata) { BoundKernel = kernel };
    }

    private protected override ValueTask<FunctionResult> ExecuteAsync(Kernel kernel, KernelArguments arguments, CancellationToken cancellationToken)
    {
        var value = method.InvokeAsync(target, new(this, kernel, arguments, cancellationToken));
        return value.IsCompletedSuccessfully ? new(ToResult(value.Result, kernel)) : AwaitAsync(value, kernel);
    }

    private protected override async IAsyncEnumerable<TResult> ExecuteStreamingAsync<TResult>(
        Kernel kernel, KernelArguments arguments, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var result = await ExecuteAsync(kernel, arguments, cancellationToken);
        if (result.Value is IAsyncEnumerable<TResult> pieces)
        {
            await foreach (var piece in pieces.WithCancellation(cancellationToken))
            {
                yield return piece;
            }
        }
        else if (result.GetValue<TResult>() is { } whole)
        {
            yield return whole;
        }
    }

    private async ValueTask<FunctionResult> AwaitAsync(ValueTask<object?> value, Kernel kernel) => ToResult(await value, kernel);

    private FunctionResult ToResult(object? value, Kernel kernel) => value as FunctionResult ?? new(this, value, kernel.Culture);
}
