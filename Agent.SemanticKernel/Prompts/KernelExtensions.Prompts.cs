namespace Microsoft.SemanticKernel;

public static partial class KernelExtensions
{
    /// <param name="promptTemplateConfig">Its template is replaced by <paramref name="promptTemplate"/>.</param>
    /// <exception cref="KernelFunctionCanceledException">It was cancelled.</exception>
    public static Task<FunctionResult> InvokePromptAsync(
        this Kernel kernel, string promptTemplate, KernelArguments? arguments = null, string? templateFormat = null,
        IPromptTemplateFactory? promptTemplateFactory = null, PromptTemplateConfig? promptTemplateConfig = null, CancellationToken cancellationToken = default) =>
        CreatePrompt(promptTemplate, templateFormat, promptTemplateFactory, promptTemplateConfig).InvokeAsync(kernel, arguments, cancellationToken);

    /// <inheritdoc cref="InvokePromptAsync"/>
    public static Task<T?> InvokePromptAsync<T>(
        this Kernel kernel, string promptTemplate, KernelArguments? arguments = null, string? templateFormat = null,
        IPromptTemplateFactory? promptTemplateFactory = null, PromptTemplateConfig? promptTemplateConfig = null, CancellationToken cancellationToken = default) =>
        CreatePrompt(promptTemplate, templateFormat, promptTemplateFactory, promptTemplateConfig).InvokeAsync<T>(kernel, arguments, cancellationToken);

    /// <typeparam name="T"><see cref="string"/> or <see cref="Microsoft.Extensions.AI.ChatResponseUpdate"/>.</typeparam>
    /// <inheritdoc cref="InvokePromptAsync"/>
    public static IAsyncEnumerable<T> InvokePromptStreamingAsync<T>(
        this Kernel kernel, string promptTemplate, KernelArguments? arguments = null, string? templateFormat = null,
        IPromptTemplateFactory? promptTemplateFactory = null, PromptTemplateConfig? promptTemplateConfig = null, CancellationToken cancellationToken = default) =>
        CreatePrompt(promptTemplate, templateFormat, promptTemplateFactory, promptTemplateConfig).InvokeStreamingAsync<T>(kernel, arguments, cancellationToken);

    public static KernelFunction CreateFunctionFromMethod(
        this Kernel kernel, Delegate method, string? functionName = null, string? description = null,
        IEnumerable<KernelParameterMetadata>? parameters = null, KernelReturnParameterMetadata? returnParameter = null) =>
        KernelFunctionFactory.CreateFromMethod(method, functionName, description, parameters, returnParameter, kernel.LoggerFactory);

    public static KernelFunction CreateFunctionFromPrompt(
        this Kernel kernel, string promptTemplate, PromptExecutionSettings? executionSettings = null, string? functionName = null,
        string? description = null, string? templateFormat = null, IPromptTemplateFactory? promptTemplateFactory = null) =>
        KernelFunctionFactory.CreateFromPrompt(
            promptTemplate, executionSettings, functionName, description, templateFormat, promptTemplateFactory, kernel.LoggerFactory);

    public static KernelFunction CreateFunctionFromPrompt(
        this Kernel kernel, PromptTemplateConfig promptConfig, IPromptTemplateFactory? promptTemplateFactory = null) =>
        KernelFunctionFactory.CreateFromPrompt(promptConfig, promptTemplateFactory, kernel.LoggerFactory);

    private static KernelFunction CreatePrompt(
        string template, string? templateFormat, IPromptTemplateFactory? factory, PromptTemplateConfig? config)
    {
        if (config is null)
        {
            return KernelFunctionFactory.CreateFromPrompt(template, (PromptExecutionSettings?)null, templateFormat: templateFormat, promptTemplateFactory: factory);
        }

        config.Template = template;
        config.TemplateFormat = templateFormat ?? config.TemplateFormat;
        return KernelFunctionFactory.CreateFromPrompt(config, factory);
    }
}
