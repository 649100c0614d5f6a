using System.Collections.ObjectModel;
using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Microsoft.SemanticKernel;

/// <summary>Makes functions from methods and prompts.</summary>
public static partial class KernelFunctionFactory
{
    public static KernelFunction CreateFromMethod(
        Delegate method, string? functionName = null, string? description = null, IEnumerable<KernelParameterMetadata>? parameters = null,
        KernelReturnParameterMetadata? returnParameter = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(method);
        return CreateFromMethod(method.Method, method.Target, functionName, description, parameters, returnParameter, loggerFactory);
    }

    public static KernelFunction CreateFromMethod(Delegate method, KernelFunctionFromMethodOptions? options)
    {
        ArgumentNullException.ThrowIfNull(method);
        return CreateFromMethod(method.Method, method.Target, options);
    }

    public static KernelFunction CreateFromMethod(
        MethodInfo method, object? target = null, string? functionName = null, string? description = null,
        IEnumerable<KernelParameterMetadata>? parameters = null, KernelReturnParameterMetadata? returnParameter = null, ILoggerFactory? loggerFactory = null) =>
        CreateFromMethod(method, target, new KernelFunctionFromMethodOptions
        {
            FunctionName = functionName,
            Description = description,
            Parameters = parameters,
            ReturnParameter = returnParameter,
            LoggerFactory = loggerFactory,
        });

    /// <exception cref="ArgumentException">An instance method without a target, a generic method, or an invalid name.</exception>
    public static KernelFunction CreateFromMethod(MethodInfo method, object? target, KernelFunctionFromMethodOptions? options)
    {
        ArgumentNullException.ThrowIfNull(method);
        if (!method.IsStatic && target is null)
        {
            throw new ArgumentNullException(nameof(target), $"The instance method {method.DeclaringType}.{method.Name} needs a target.");
        }

        var known = FunctionMethod.Of(method, options: null);
        return new MethodFunction(known, target, new(options?.FunctionName ?? known.Name)
        {
            Description = options?.Description ?? known.Description,
            Parameters = options?.Parameters is { } parameters ? [.. parameters] : known.Parameters,
            ReturnParameter = options?.ReturnParameter ?? known.ReturnParameter,
            AdditionalProperties = options?.AdditionalMetadata ?? ReadOnlyDictionary<string, object?>.Empty,
        });
    }
}
