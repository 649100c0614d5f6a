using System.Collections.Concurrent;
using System.ComponentModel;
using System.Reflection;
using System.Text.Json;

namespace Microsoft.SemanticKernel;

/// <summary>
/// A method as a function: its name, its parameters, and how to call it. Made once per method and serializer options, because plugins are
/// created again and again over new instances of the same classes.
/// </summary>
internal sealed class FunctionMethod
{
    private static readonly ConcurrentDictionary<(MethodInfo Method, JsonSerializerOptions? Options), FunctionMethod> Known = [];

    private readonly ParameterBinder[] _binders;
    private readonly MethodInvoker _invoker;
    private readonly MethodResult _result;

    private FunctionMethod(MethodInfo method, JsonSerializerOptions? options)
    {
        if (method.ContainsGenericParameters)
        {
            throw new ArgumentException($"A generic method cannot be a function: {method.DeclaringType}.{method.Name}.", nameof(method));
        }

        Method = method;
        JsonSerializerOptions = options ?? FunctionSchema.DefaultOptions;
        _invoker = MethodInvoker.Create(method);
        _result = MethodResult.Of(method.ReturnType);
        _binders = [.. method.GetParameters().Select(parameter => new ParameterBinder(parameter, JsonSerializerOptions))];
        Name = method.GetCustomAttribute<KernelFunctionAttribute>(inherit: true)?.Name ?? FunctionNames.FromMethod(method.Name, _result.IsAwaitable);
        Description = method.GetCustomAttribute<DescriptionAttribute>(inherit: true)?.Description;
        Parameters = [.. _binders.Where(binder => binder.Metadata is not null).Select(binder => binder.Metadata!)];
        ReturnParameter = new(JsonSerializerOptions)
        {
            Description = method.ReturnParameter.GetCustomAttribute<DescriptionAttribute>(inherit: true)?.Description,
            ParameterType = _result.ValueType,
        };
    }

    public MethodInfo Method { get; }

    public JsonSerializerOptions JsonSerializerOptions { get; }

    public string Name { get; }

    public string? Description { get; }

    public IReadOnlyList<KernelParameterMetadata> Parameters { get; }

    public KernelReturnParameterMetadata ReturnParameter { get; }

    public static FunctionMethod Of(MethodInfo method, JsonSerializerOptions? options) =>
        Known.GetOrAdd((method, options), static key => new(key.Method, key.Options));

    public KernelFunctionMetadata CreateMetadata(string? pluginName) =>
        new(Name) { PluginName = pluginName, Description = Description, Parameters = Parameters, ReturnParameter = ReturnParameter };

    public ValueTask<object?> InvokeAsync(object? target, FunctionCall call)
    {
        var values = _binders.Length == 0 ? [] : new object?[_binders.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = _binders[i].Bind(call);
        }

        return _result.ReadAsync(_invoker.Invoke(target, values.AsSpan()), call.Function);
    }
}
