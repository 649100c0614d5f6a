using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>
/// A method or prompt that runs in a kernel, with its filters, span and metrics. It is an <see cref="AIFunction"/>, so it can be handed to
/// any chat client as a tool; called that way it runs in the kernel it is bound to (<c>WithKernel</c>), and its result is JSON.
/// </summary>
public abstract class KernelFunction : FullyQualifiedAIFunction
{
    internal KernelFunction(
        KernelFunctionMetadata metadata, IReadOnlyDictionary<string, PromptExecutionSettings>? executionSettings, JsonSerializerOptions? jsonSerializerOptions)
        : base(metadata)
    {
        ExecutionSettings = executionSettings;
        JsonSerializerOptions = jsonSerializerOptions ?? FunctionSchema.DefaultOptions;
    }

    /// <summary>The bare name, without the plugin's.</summary>
    public new virtual string Name => Metadata.Name;

    public virtual string? PluginName => Metadata.PluginName;

    public override string Description => Metadata.Description;

    /// <summary>A prompt's settings, by service id.</summary>
    public IReadOnlyDictionary<string, PromptExecutionSettings>? ExecutionSettings { get; }

    public override JsonElement JsonSchema => FunctionSchema.OfParameters(Metadata.Parameters);

    public override JsonSerializerOptions JsonSerializerOptions { get; }

    /// <summary>Where it runs when called as a tool.</summary>
    internal Kernel? BoundKernel { get; private protected init; }

    /// <exception cref="KernelFunctionCanceledException">It was cancelled, by the token or from within.</exception>
    public async Task<FunctionResult> InvokeAsync(Kernel kernel, KernelArguments? arguments = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        arguments ??= new();
        using var call = FunctionTelemetry.Start(this, isStreaming: false);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return kernel.ActiveFunctionFilters is { } filters
                ? await InvokeFilteredAsync(filters, kernel, arguments, cancellationToken)
                : await ExecuteAsync(kernel, arguments, cancellationToken);
        }
        catch (OperationCanceledException exception)
        {
            call.Fail(exception);
            throw new KernelFunctionCanceledException(kernel, this, arguments, functionResult: null, exception);
        }
        catch (Exception exception) when (call.Fail(exception))
        {
            throw;
        }
    }

    /// <inheritdoc cref="InvokeAsync(Kernel, KernelArguments?, CancellationToken)"/>
    public async Task<TResult?> InvokeAsync<TResult>(Kernel kernel, KernelArguments? arguments = null, CancellationToken cancellationToken = default)
    {
        var result = await InvokeAsync(kernel, arguments, cancellationToken);
        return result.GetValue<TResult>();
    }

    /// <summary>The result piece by piece; a function that does not stream gives one piece.</summary>
    /// <inheritdoc cref="InvokeAsync(Kernel, KernelArguments?, CancellationToken)" path="/exception"/>
    public async IAsyncEnumerable<TResult> InvokeStreamingAsync<TResult>(
        Kernel kernel, KernelArguments? arguments = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        arguments ??= new();
        using var call = FunctionTelemetry.Start(this, isStreaming: true);
        await using var pieces = new GuardedStream<TResult>(this, kernel, arguments, call, cancellationToken);
        while (await pieces.MoveNextAsync())
        {
            yield return pieces.Current;
        }
    }

    /// <summary>The same function under another plugin's name.</summary>
    public abstract KernelFunction Clone(string? pluginName = null);

    /// <summary><c>plugin.function</c>, or the bare name.</summary>
    public override string ToString() => string.IsNullOrEmpty(PluginName) ? Name : $"{PluginName}.{Name}";

    /// <summary>The same function, which runs in that kernel when it is called as a tool.</summary>
    internal abstract KernelFunction Bind(Kernel? kernel, string? pluginName);

    private protected abstract ValueTask<FunctionResult> ExecuteAsync(Kernel kernel, KernelArguments arguments, CancellationToken cancellationToken);

    private protected abstract IAsyncEnumerable<TResult> ExecuteStreamingAsync<TResult>(
        Kernel kernel, KernelArguments arguments, CancellationToken cancellationToken);

    /// <summary>The pieces as the filters leave them; they run when the first piece is asked for.</summary>
    internal async Task<IAsyncEnumerable<TResult>> OpenStreamAsync<TResult>(Kernel kernel, KernelArguments arguments, CancellationToken cancellationToken)
    {
        if (kernel.ActiveFunctionFilters is not { } filters)
        {
            return ExecuteStreamingAsync<TResult>(kernel, arguments, cancellationToken);
        }

        FunctionInvocationContext context = new(kernel, this, arguments, new(this, culture: kernel.Culture))
        {
            CancellationToken = cancellationToken,
            IsStreaming = true,
        };
        await FilterPipeline.RunAsync(filters, context, last =>
        {
            last.Result = new(this, ExecuteStreamingAsync<TResult>(kernel, last.Arguments, cancellationToken), kernel.Culture);
            return Task.CompletedTask;
        });
        return context.Result.GetValue<IAsyncEnumerable<TResult>>() ?? AsyncEnumerable.Empty<TResult>();
    }

    /// <summary>How a model's tool call gets here.</summary>
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var kernel = BoundKernel ?? new Kernel(arguments.Services);
        var result = await InvokeAsync(kernel, arguments as KernelArguments ?? new(arguments), cancellationToken);
        return result.Value switch
        {
            null => null,
            JsonElement json => json,
            ChatResponse response => JsonSerializer.SerializeToElement(response.Text, JsonSerializerOptions),
            var value => JsonSerializer.SerializeToElement(value, value.GetType(), JsonSerializerOptions),
        };
    }

    private async Task<FunctionResult> InvokeFilteredAsync(
        IReadOnlyList<IFunctionInvocationFilter> filters, Kernel kernel, KernelArguments arguments, CancellationToken cancellationToken)
    {
        FunctionInvocationContext context = new(kernel, this, arguments, new(this, culture: kernel.Culture)) { CancellationToken = cancellationToken };
        await FilterPipeline.RunAsync(filters, context, async last =>
            last.Result = await ExecuteAsync(kernel, last.Arguments, cancellationToken));
        return context.Result;
    }
}
