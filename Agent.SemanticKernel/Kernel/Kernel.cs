using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Microsoft.SemanticKernel;

/// <summary>
/// What a function runs in: services, plugins, filters and per-use data. Light to create; one per unit of work.
/// Its collections are not synchronised, so concurrent users take a <see cref="Clone"/> each before they change anything.
/// </summary>
public sealed class Kernel
{
    private KernelPluginCollection? _plugins;
    private List<IFunctionInvocationFilter>? _functionInvocationFilters;
    private List<IPromptRenderFilter>? _promptRenderFilters;
    private Dictionary<string, object?>? _data;
    private CultureInfo _culture = CultureInfo.InvariantCulture;

    /// <param name="services">Where functions and the kernel find their dependencies; also the filters, which are read here, once.</param>
    /// <param name="plugins">Null: the container's plugin collection, or the plugins registered in it.</param>
    public Kernel(IServiceProvider? services = null, KernelPluginCollection? plugins = null)
        : this(services ?? NoServices.Instance, plugins, readServices: services is not null)
    {
    }

    private Kernel(IServiceProvider services, KernelPluginCollection? plugins, bool readServices)
    {
        Services = services;
        _plugins = plugins;
        if (!readServices)
        {
            return;
        }

        _plugins ??= services.GetService<KernelPluginCollection>() ?? new KernelPluginCollection(services.GetServices<KernelPlugin>());
        _functionInvocationFilters = NullIfEmpty(services.GetServices<IFunctionInvocationFilter>());
        _promptRenderFilters = NullIfEmpty(services.GetServices<IPromptRenderFilter>());
    }

    public KernelPluginCollection Plugins => _plugins ??= [];

    /// <summary>Run around every function, the first one outermost.</summary>
    public IList<IFunctionInvocationFilter> FunctionInvocationFilters => _functionInvocationFilters ??= [];

    /// <summary>Run around the rendering of every prompt function, the first one outermost.</summary>
    public IList<IPromptRenderFilter> PromptRenderFilters => _promptRenderFilters ??= [];

    public IServiceProvider Services { get; }

    /// <summary>How values are turned into text, in prompts and results. The invariant culture unless set.</summary>
    public CultureInfo Culture
    {
        get => _culture;
        set => _culture = value ?? CultureInfo.InvariantCulture;
    }

    public ILoggerFactory LoggerFactory => Services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;

    /// <summary>Ambient values for functions and filters; copied by <see cref="Clone"/>.</summary>
    public IDictionary<string, object?> Data => _data ??= [];

    internal IReadOnlyList<IFunctionInvocationFilter>? ActiveFunctionFilters => _functionInvocationFilters is { Count: > 0 } filters ? filters : null;

    internal IReadOnlyList<IPromptRenderFilter>? ActivePromptFilters => _promptRenderFilters is { Count: > 0 } filters ? filters : null;

    public static IKernelBuilder CreateBuilder() => new KernelBuilder(new ServiceCollection(), allowBuild: true);

    /// <summary>A kernel over the same services whose plugins, filters, data and culture can change independently of this one's.</summary>
    public Kernel Clone() =>
        new(Services, _plugins is { Count: > 0 } ? new KernelPluginCollection(_plugins) : null, readServices: false)
        {
            _functionInvocationFilters = _functionInvocationFilters is null ? null : [.. _functionInvocationFilters],
            _promptRenderFilters = _promptRenderFilters is null ? null : [.. _promptRenderFilters],
            _data = _data is null ? null : new(_data),
            _culture = _culture,
        };

    /// <exception cref="KernelException">The service is not registered (under that key).</exception>
    public T GetRequiredService<T>(object? serviceKey = null)
        where T : class
    {
        var service = serviceKey is null
            ? Services.GetService<T>() ?? GetAllServices<T>().LastOrDefault()
            : (Services as IKeyedServiceProvider)?.GetKeyedService<T>(serviceKey);
        return service ?? throw new KernelException(serviceKey is null
            ? $"Service of type '{typeof(T)}' not registered."
            : $"Service of type '{typeof(T)}' and key '{serviceKey}' not registered.");
    }

    /// <summary>Every service of the type; those registered under a key only if this kernel was made by <see cref="CreateBuilder"/>.</summary>
    public IEnumerable<T> GetAllServices<T>()
        where T : class =>
        Services.GetService<KeyedServiceMap>()?.GetAll<T>(Services) ?? Services.GetServices<T>();

    public Task<FunctionResult> InvokeAsync(KernelFunction function, KernelArguments? arguments = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        return function.InvokeAsync(this, arguments, cancellationToken);
    }

    /// <param name="pluginName">Null or empty: the first plugin that has the function.</param>
    /// <exception cref="KeyNotFoundException">No such function.</exception>
    public Task<FunctionResult> InvokeAsync(
        string? pluginName, string functionName, KernelArguments? arguments = null, CancellationToken cancellationToken = default) =>
        Plugins.GetFunction(pluginName, functionName).InvokeAsync(this, arguments, cancellationToken);

    public async Task<TResult?> InvokeAsync<TResult>(
        KernelFunction function, KernelArguments? arguments = null, CancellationToken cancellationToken = default)
    {
        var result = await InvokeAsync(function, arguments, cancellationToken);
        return result.GetValue<TResult>();
    }

    public async Task<TResult?> InvokeAsync<TResult>(
        string? pluginName, string functionName, KernelArguments? arguments = null, CancellationToken cancellationToken = default)
    {
        var result = await InvokeAsync(pluginName, functionName, arguments, cancellationToken);
        return result.GetValue<TResult>();
    }

    public IAsyncEnumerable<T> InvokeStreamingAsync<T>(
        KernelFunction function, KernelArguments? arguments = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        return function.InvokeStreamingAsync<T>(this, arguments, cancellationToken);
    }

    /// <inheritdoc cref="InvokeAsync(string?, string, KernelArguments?, CancellationToken)"/>
    public IAsyncEnumerable<T> InvokeStreamingAsync<T>(
        string? pluginName, string functionName, KernelArguments? arguments = null, CancellationToken cancellationToken = default) =>
        Plugins.GetFunction(pluginName, functionName).InvokeStreamingAsync<T>(this, arguments, cancellationToken);

    private static List<T>? NullIfEmpty<T>(IEnumerable<T> services)
    {
        List<T> list = [.. services];
        return list.Count == 0 ? null : list;
    }
}
