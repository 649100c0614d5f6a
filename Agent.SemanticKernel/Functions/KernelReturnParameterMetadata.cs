using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Microsoft.SemanticKernel;

/// <summary>What a function returns, once awaited.</summary>
public sealed class KernelReturnParameterMetadata
{
    private readonly JsonSerializerOptions? _jsonSerializerOptions;

    public KernelReturnParameterMetadata()
    {
    }

    public KernelReturnParameterMetadata(JsonSerializerOptions jsonSerializerOptions) => _jsonSerializerOptions = jsonSerializerOptions;

    public KernelReturnParameterMetadata(KernelReturnParameterMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        Description = metadata.Description;
        ParameterType = metadata.ParameterType;
        Schema = metadata.Schema;
        _jsonSerializerOptions = metadata._jsonSerializerOptions;
    }

    [AllowNull]
    public string Description { get; init => field = value ?? ""; } = "";

    public Type? ParameterType { get; init; }

    /// <summary>Derived from type and description unless given; null if the function returns nothing.</summary>
    public KernelJsonSchema? Schema
    {
        get => field ??= ParameterType is null || ParameterType == typeof(void)
            ? null
            : FunctionSchema.OfType(ParameterType, Description, defaultValue: null, _jsonSerializerOptions);
        init;
    }
}
