using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>A function that renders a prompt and asks a model. Its value is the model's <see cref="ChatResponse"/>.</summary>
internal sealed class PromptFunction(
    IPromptTemplate template, KernelFunctionMetadata metadata, IReadOnlyDictionary<string, PromptExecutionSettings>? executionSettings)
    : KernelFunction(metadata, executionSettings, jsonSerializerOptions: null)
{
    public override KernelFunction Clone(string? pluginName = null) => Bind(BoundKernel, pluginName);

    internal override KernelFunction Bind(Kernel? kernel, string? pluginName) =>
        new PromptFunction(template, new(Metadata) { PluginName = pluginName }, ExecutionSettings) { BoundKernel = kernel };

    private protected override async ValueTask<FunctionResult> ExecuteAsync(Kernel kernel, KernelArguments arguments, CancellationToken cancellationToken)
    {
        var (client, options, prompt) = await PrepareAsync(kernel, arguments, isStreaming: false, cancellationToken);
        if (prompt.Result is { } result)
        {
            return result;
        }

        var response = await client.GetResponseAsync(PromptMessages.Read(prompt.RenderedPrompt!), options, cancellationToken);
        FunctionTelemetry.RecordTokens(this, response.ModelId, response.Usage?.InputTokenCount, response.Usage?.OutputTokenCount);
        return new(this, response, kernel.Culture, response.AdditionalProperties) { RenderedPrompt = prompt.RenderedPrompt };
    }

    private protected override async IAsyncEnumerable<TResult> ExecuteStreamingAsync<TResult>(
        Kernel kernel, KernelArguments arguments, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (client, options, prompt) = await PrepareAsync(kernel, arguments, isStreaming: true, cancellationToken);
        if (prompt.Result is { } result)
        {
            if (result.GetValue<TResult>() is { } whole)
            {
                yield return whole;
            }

            yield break;
        }

        await foreach (var update in client.GetStreamingResponseAsync(PromptMessages.Read(prompt.RenderedPrompt!), options, cancellationToken))
        {
            yield return Piece<TResult>(update);
        }
    }

    private static TResult Piece<TResult>(ChatResponseUpdate update) => update switch
    {
        TResult piece => piece,
        _ when typeof(TResult) == typeof(string) => (TResult)(object)update.Text,
        _ => throw new NotSupportedException($"A prompt streams {typeof(string)} or {typeof(ChatResponseUpdate)}, not {typeof(TResult)}."),
    };

    private async Task<(IChatClient Client, ChatOptions? Options, PromptRenderContext Prompt)> PrepareAsync(
        Kernel kernel, KernelArguments arguments, bool isStreaming, CancellationToken cancellationToken)
    {
        AddDefaults(arguments);
        var (client, settings) = ChatClientSelection.Select(kernel, arguments.ExecutionSettings ?? ExecutionSettings);
        PromptRenderContext prompt = new(kernel, this, arguments)
        {
            CancellationToken = cancellationToken,
            ExecutionSettings = settings,
            IsStreaming = isStreaming,
        };
        if (kernel.ActivePromptFilters is { } filters)
        {
            await FilterPipeline.RunAsync(filters, prompt, RenderAsync);
        }
        else
        {
            await RenderAsync(prompt);
        }

        if (prompt is { Result: null, RenderedPrompt: null or "" })
        {
            throw new KernelException($"The prompt of '{this}' rendered to nothing.");
        }

        return (WithFunctionCalls(client, settings), settings.ToChatOptions(kernel), prompt);
    }

    private async Task RenderAsync(PromptRenderContext prompt) =>
        prompt.RenderedPrompt = await template.RenderAsync(prompt.Kernel, prompt.Arguments, prompt.CancellationToken);

    private static IChatClient WithFunctionCalls(IChatClient client, PromptExecutionSettings? settings) =>
        settings?.FunctionChoiceBehavior is { AutoInvoke: true } behavior && client.GetService<FunctionInvokingChatClient>() is null
            ? new FunctionInvokingChatClient(client, behavior.OfferOptions?.AllowConcurrentInvocation ?? false)
            : client;

    private void AddDefaults(KernelArguments arguments)
    {
        foreach (var parameter in Metadata.Parameters)
        {
            if (parameter.DefaultValue is not null && !arguments.ContainsName(parameter.Name))
            {
                arguments[parameter.Name] = parameter.DefaultValue;
            }
        }
    }
}
