using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.SemanticKernel;

/// <summary>Makes plugins from classes whose methods carry <see cref="KernelFunctionAttribute"/>, or from given functions.</summary>
public static class KernelPluginFactory
{
    /// <param name="pluginName">Null: the type's name.</param>
    /// <param name="serviceProvider">Supplies the constructor's parameters; null allows none.</param>
    /// <exception cref="ArgumentException">The type has no function.</exception>
    public static KernelPlugin CreateFromType<T>(string? pluginName = null, IServiceProvider? serviceProvider = null) =>
        CreateFromType(typeof(T), pluginName, serviceProvider);

    /// <inheritdoc cref="CreateFromType{T}(string?, IServiceProvider?)"/>
    public static KernelPlugin CreateFromType(Type instanceType, string? pluginName = null, IServiceProvider? serviceProvider = null)
    {
        ArgumentNullException.ThrowIfNull(instanceType);
        return CreateFromObject(ActivatorUtilities.CreateInstance(serviceProvider ?? NoServices.Instance, instanceType), pluginName);
    }

    /// <param name="target">Its methods with the attribute, of any visibility, instance or static, become the functions.</param>
    /// <param name="pluginName">Null: the type's name.</param>
    /// <param name="loggerFactory">Accepted for source compatibility; failures are exceptions, durations are spans and metrics.</param>
    /// <exception cref="ArgumentException">The type has no function.</exception>
    public static KernelPlugin CreateFromObject(object target, string? pluginName = null, ILoggerFactory? loggerFactory = null) =>
        Create(target, pluginName, options: null);

    /// <summary>As the overload without options, with these options for the functions' schemas, arguments and results.</summary>
    /// <exception cref="ArgumentException">The type has no function.</exception>
    public static KernelPlugin CreateFromObject(
        object target, JsonSerializerOptions jsonSerializerOptions, string? pluginName = null, ILoggerFactory? loggerFactory = null) =>
        Create(target, pluginName, jsonSerializerOptions);

    public static KernelPlugin CreateFromFunctions(string pluginName, IEnumerable<KernelFunction>? functions) =>
        new FunctionListPlugin(pluginName, description: null, functions);

    public static KernelPlugin CreateFromFunctions(string pluginName, string? description = null, IEnumerable<KernelFunction>? functions = null) =>
        new FunctionListPlugin(pluginName, description, functions);

    private static FunctionListPlugin Create(object target, string? pluginName, JsonSerializerOptions? options)
    {
        ArgumentNullException.ThrowIfNull(target);
        var type = FunctionType.Of(target.GetType(), options);
        if (type.Methods.Count == 0)
        {
            throw new ArgumentException($"The type {target.GetType()} has no method with [KernelFunction].", nameof(target));
        }

        var name = pluginName ?? type.PluginName;
        return new FunctionListPlugin(name, type.Description, type.Methods.Select(method => new MethodFunction(method, target, method.CreateMetadata(name))));
    }
}
