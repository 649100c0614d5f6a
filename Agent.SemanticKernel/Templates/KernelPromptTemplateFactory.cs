using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Microsoft.SemanticKernel;

/// <summary>Reads templates of the format "semantic-kernel": text with <c>{{$variable}}</c> and <c>{{plugin.function argument}}</c>.</summary>
/// <param name="loggerFactory">Accepted for source compatibility; a malformed template is an exception.</param>
public sealed class KernelPromptTemplateFactory(ILoggerFactory? loggerFactory = null) : IPromptTemplateFactory
{
    private readonly ILoggerFactory? _loggerFactory = loggerFactory;

    /// <summary>Inserts all values as they are, whatever the templates say.</summary>
    public bool AllowDangerouslySetContent { get; init; }

    /// <exception cref="KernelException">The template is malformed.</exception>
    public bool TryCreate(PromptTemplateConfig templateConfig, [NotNullWhen(true)] out IPromptTemplate? result)
    {
        ArgumentNullException.ThrowIfNull(templateConfig);
        result = templateConfig.TemplateFormat.Equals(PromptTemplateConfig.SemanticKernelTemplateFormat, StringComparison.OrdinalIgnoreCase)
            ? new KernelPromptTemplate(templateConfig, AllowDangerouslySetContent)
            : null;
        return result is not null;
    }
}
