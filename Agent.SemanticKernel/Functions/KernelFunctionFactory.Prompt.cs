using Microsoft.Extensions.Logging;

namespace Microsoft.SemanticKernel;

public static partial class KernelFunctionFactory
{
    public static KernelFunction CreateFromPrompt(
        string promptTemplate, PromptExecutionSettings? executionSettings = null, string? functionName = null, string? description = null,
        string? templateFormat = null, IPromptTemplateFactory? promptTemplateFactory = null, ILoggerFactory? loggerFactory = null) =>
        CreateFromPrompt(
            promptTemplate, executionSettings is null ? null : [executionSettings], functionName, description, templateFormat, promptTemplateFactory, loggerFactory);

    /// <exception cref="ArgumentException">A format without a factory for it, or an invalid name.</exception>
    public static KernelFunction CreateFromPrompt(
        string promptTemplate, IEnumerable<PromptExecutionSettings>? executionSettings, string? functionName = null, string? description = null,
        string? templateFormat = null, IPromptTemplateFactory? promptTemplateFactory = null, ILoggerFactory? loggerFactory = null)
    {
        if (templateFormat is not null && promptTemplateFactory is null)
        {
            throw new ArgumentException($"The template format '{templateFormat}' needs a factory.", nameof(promptTemplateFactory));
        }

        PromptTemplateConfig config = new(promptTemplate)
        {
            Name = functionName,
            Description = description,
            TemplateFormat = templateFormat ?? PromptTemplateConfig.SemanticKernelTemplateFormat,
        };
        if (executionSettings is not null)
        {
            config.ExecutionSettings = SettingsByService.Create(executionSettings);
        }

        return CreateFromPrompt(config, promptTemplateFactory, loggerFactory);
    }

    /// <param name="promptTemplateFactory">Null: Semantic Kernel's own template format.</param>
    /// <exception cref="KernelException">The template's format is unknown to the factory, or its text is malformed.</exception>
    public static KernelFunction CreateFromPrompt(
        PromptTemplateConfig promptConfig, IPromptTemplateFactory? promptTemplateFactory = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(promptConfig);
        return CreateFromPrompt((promptTemplateFactory ?? new KernelPromptTemplateFactory(loggerFactory)).Create(promptConfig), promptConfig, loggerFactory);
    }

    public static KernelFunction CreateFromPrompt(IPromptTemplate promptTemplate, PromptTemplateConfig promptConfig, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(promptTemplate);
        ArgumentNullException.ThrowIfNull(promptConfig);
        Dictionary<string, PromptExecutionSettings> settings = promptConfig.ExecutionSettings.ToDictionary(setting => setting.Key, setting => Frozen(setting.Value));
        return new PromptFunction(promptTemplate, DescribePrompt(promptConfig), settings);
    }

    private static PromptExecutionSettings Frozen(PromptExecutionSettings settings)
    {
        var copy = settings.Clone();
        copy.Freeze();
        return copy;
    }

    private static KernelFunctionMetadata DescribePrompt(PromptTemplateConfig config) => new(config.Name ?? $"Function_{Guid.NewGuid():N}")
    {
        Description = config.Description,
        Parameters = [.. config.InputVariables.Select(Describe)],
        ReturnParameter = new()
        {
            Description = config.OutputVariable?.Description,
            Schema = KernelJsonSchema.ParseOrNull(config.OutputVariable?.JsonSchema),
        },
    };

    private static KernelParameterMetadata Describe(InputVariable variable) => new(variable.Name)
    {
        Description = variable.Description,
        DefaultValue = variable.Default,
        IsRequired = variable.IsRequired,
        ParameterType = variable.Default?.GetType() ?? typeof(string),
        Schema = KernelJsonSchema.ParseOrNull(variable.JsonSchema),
    };
}
