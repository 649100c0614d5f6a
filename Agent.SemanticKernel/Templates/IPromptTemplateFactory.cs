using System.Diagnostics.CodeAnalysis;

namespace Microsoft.SemanticKernel;

/// <summary>Reads templates of the formats it knows.</summary>
public interface IPromptTemplateFactory
{
    /// <returns>False if the format is another's.</returns>
    bool TryCreate(PromptTemplateConfig templateConfig, [NotNullWhen(true)] out IPromptTemplate? result);
}
