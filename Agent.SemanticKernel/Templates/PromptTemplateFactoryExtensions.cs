namespace Microsoft.SemanticKernel;

/// <summary>Creates templates, or says why not.</summary>
public static class PromptTemplateFactoryExtensions
{
    /// <exception cref="KernelException">The template's format is not known to the factory, or its text is malformed.</exception>
    public static IPromptTemplate Create(this IPromptTemplateFactory factory, PromptTemplateConfig templateConfig)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(templateConfig);
        return factory.TryCreate(templateConfig, out var template)
            ? template
            : throw new KernelException($"The prompt template format '{templateConfig.TemplateFormat}' is not supported.");
    }
}
