using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>A tool whose name for models is <c>plugin_function</c>.</summary>
public abstract class FullyQualifiedAIFunction : AIFunction
{
    private string? _name;

    internal FullyQualifiedAIFunction(KernelFunctionMetadata metadata) => Metadata = metadata;

    public KernelFunctionMetadata Metadata { get; init; }

    public override string Name => _name ??= string.IsNullOrEmpty(Metadata.PluginName) ? Metadata.Name : $"{Metadata.PluginName}_{Metadata.Name}";
}
