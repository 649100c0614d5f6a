using Microsoft.Extensions.Logging;

namespace Microsoft.SemanticKernel;

/// <summary>Describes the functions of a class without creating an instance of it.</summary>
public static class KernelFunctionMetadataFactory
{
    /// <exception cref="ArgumentException">The type has no function.</exception>
    public static IEnumerable<KernelFunctionMetadata> CreateFromType(Type instanceType, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(instanceType);
        var methods = FunctionType.Of(instanceType, options: null).Methods;
        return methods.Count == 0
            ? throw new ArgumentException($"The type {instanceType} has no method with [KernelFunction].", nameof(instanceType))
            : [.. methods.Select(method => method.CreateMetadata(pluginName: null))];
    }
}
