using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.SemanticKernel;

/// <summary>Fills one parameter of a method: from the kernel, or from the arguments.</summary>
internal sealed class ParameterBinder
{
    private readonly Func<FunctionCall, object?>? _fromKernel;
    private readonly ParameterInfo _parameter;
    private readonly ArgumentConverter _converter;
    private readonly object? _defaultValue;

    public ParameterBinder(ParameterInfo parameter, JsonSerializerOptions options)
    {
        if (string.IsNullOrWhiteSpace(parameter.Name))
        {
            throw new ArgumentException($"A function's parameters need names: {parameter.Member.Name}.", nameof(parameter));
        }

        _parameter = parameter;
        _fromKernel = FromKernel(parameter);
        _converter = new(parameter.ParameterType, options);
        _defaultValue = parameter.HasDefaultValue ? parameter.DefaultValue : null;
        if (_fromKernel is null)
        {
            Metadata = new(parameter.Name, options)
            {
                Description = parameter.GetCustomAttribute<DescriptionAttribute>(inherit: true)?.Description,
                DefaultValue = _defaultValue,
                IsRequired = !parameter.IsOptional,
                ParameterType = parameter.ParameterType,
            };
        }
    }

    /// <summary>Null for what the kernel fills in.</summary>
    public KernelParameterMetadata? Metadata { get; }

    public object? Bind(FunctionCall call)
    {
        if (_fromKernel is not null)
        {
            return _fromKernel(call);
        }

        if (call.Arguments.TryGetValue(_parameter.Name!, out var value))
        {
            return _converter.Convert(_parameter.Name!, value);
        }

        return _parameter.IsOptional
            ? _defaultValue
            : throw new KernelException(
                $"The function '{call.Function}' needs an argument '{_parameter.Name}'.",
                new ArgumentException("The argument is missing.", _parameter.Name));
    }

    private static Func<FunctionCall, object?>? FromKernel(ParameterInfo parameter)
    {
        if (parameter.GetCustomAttribute<FromKernelServicesAttribute>() is { } fromServices)
        {
            return call => Resolve(call.Kernel, parameter, fromServices.ServiceKey);
        }

        var type = parameter.ParameterType;
        return type == typeof(CancellationToken) ? static call => call.CancellationToken
            : type == typeof(Kernel) ? static call => call.Kernel
            : type == typeof(KernelFunction) ? static call => call.Function
            : type == typeof(KernelArguments) ? static call => call.Arguments
            : type == typeof(ILoggerFactory) ? static call => call.Kernel.LoggerFactory
            : type == typeof(ILogger) ? call => call.Kernel.LoggerFactory.CreateLogger(parameter.Member.DeclaringType?.FullName ?? "")
            : type == typeof(CultureInfo) || type == typeof(IFormatProvider) ? static call => call.Kernel.Culture
            : null;
    }

    private static object? Resolve(Kernel kernel, ParameterInfo parameter, object? serviceKey)
    {
        var service = serviceKey is null
            ? kernel.Services.GetService(parameter.ParameterType)
            : (kernel.Services as IKeyedServiceProvider)?.GetKeyedService(parameter.ParameterType, serviceKey);
        if (service is null && !parameter.HasDefaultValue)
        {
            throw new KernelException($"The kernel has no service {parameter.ParameterType} for the parameter '{parameter.Name}'.");
        }

        return service ?? parameter.DefaultValue;
    }
}
