using System.Collections.ObjectModel;
using Microsoft.Extensions.Logging;

namespace Microsoft.SemanticKernel;

/// <summary>Overrides what a function would take from its method.</summary>
public sealed class KernelFunctionFromMethodOptions
{
    public string? FunctionName { get; init; }

    public string? Description { get; init; }

    public IEnumerable<KernelParameterMetadata>? Parameters { get; init; }

    public KernelReturnParameterMetadata? ReturnParameter { get; init; }

    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>For example what a tool may do; filters find it in the function's metadata.</summary>
    public ReadOnlyDictionary<string, object?>? AdditionalMetadata { get; init; }
}
