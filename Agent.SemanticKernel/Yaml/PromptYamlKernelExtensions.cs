namespace Microsoft.SemanticKernel;

/// <summary>Creates prompt functions from YAML in a kernel.</summary>
public static class PromptYamlKernelExtensions
{
    /// <inheritdoc cref="KernelFunctionYaml.FromPromptYaml"/>
    public static KernelFunction CreateFunctionFromPromptYaml(this Kernel kernel, string text, IPromptTemplateFactory? promptTemplateFactory = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return KernelFunctionYaml.FromPromptYaml(text, promptTemplateFactory, kernel.LoggerFactory);
    }
}
