using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;

namespace Microsoft.SemanticKernel;

/// <summary>What is known about a function without running it.</summary>
public sealed class KernelFunctionMetadata
{
    /// <exception cref="ArgumentException">The name has characters other than letters, digits, underscores and hyphens.</exception>
    public KernelFunctionMetadata(string name) => Name = name;

    public KernelFunctionMetadata(KernelFunctionMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        Name = metadata.Name;
        PluginName = metadata.PluginName;
        Description = metadata.Description;
        Parameters = metadata.Parameters;
        ReturnParameter = metadata.ReturnParameter;
        AdditionalProperties = metadata.AdditionalProperties;
    }

    public string Name
    {
        get;
        init
        {
            FunctionNames.RequireValidFunction(value);
            field = value;
        }
    }

    public string? PluginName { get; init; }

    [AllowNull]
    public string Description { get; init => field = value ?? ""; } = "";

    /// <summary>Only those a caller supplies: what the kernel fills in is not listed.</summary>
    public IReadOnlyList<KernelParameterMetadata> Parameters { get; init; } = [];

    public KernelReturnParameterMetadata ReturnParameter { get; init; } = new();

    public ReadOnlyDictionary<string, object?> AdditionalProperties { get; init; } = ReadOnlyDictionary<string, object?>.Empty;
}
