using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Microsoft.SemanticKernel;

/// <summary>A parameter of a function, as a caller or model may know it.</summary>
public sealed class KernelParameterMetadata
{
    private readonly JsonSerializerOptions? _jsonSerializerOptions;

    public KernelParameterMetadata(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    public KernelParameterMetadata(string name, JsonSerializerOptions jsonSerializerOptions)
        : this(name) => _jsonSerializerOptions = jsonSerializerOptions;

    public KernelParameterMetadata(KernelParameterMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        Name = metadata.Name;
        Description = metadata.Description;
        DefaultValue = metadata.DefaultValue;
        IsRequired = metadata.IsRequired;
        ParameterType = metadata.ParameterType;
        Schema = metadata.Schema;
        _jsonSerializerOptions = metadata._jsonSerializerOptions;
    }

    public string Name { get; init; }

    [AllowNull]
    public string Description { get; init => field = value ?? ""; } = "";

    public object? DefaultValue { get; init; }

    public bool IsRequired { get; init; }

    public Type? ParameterType { get; init; }

    /// <summary>Derived from type, description and default unless given; null if the type is unknown.</summary>
    public KernelJsonSchema? Schema
    {
        get => field ??= ParameterType is null ? null : FunctionSchema.OfType(ParameterType, Description, DefaultValue, _jsonSerializerOptions);
        init;
    }
}
