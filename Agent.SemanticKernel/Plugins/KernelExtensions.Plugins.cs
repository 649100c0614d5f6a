using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.SemanticKernel;

public static partial class KernelExtensions
{
    /// <summary>Registers a plugin made from <typeparamref name="T"/>, which the container creates once.</summary>
    public static IKernelBuilderPlugins AddFromType<T>(this IKernelBuilderPlugins plugins, string? pluginName = null)
    {
        plugins.Services.AddSingleton(provider => KernelPluginFactory.CreateFromType<T>(pluginName, provider));
        return plugins;
    }

    public static IKernelBuilderPlugins Add(this IKernelBuilderPlugins plugins, KernelPlugin plugin)
    {
        plugins.Services.AddSingleton(plugin);
        return plugins;
    }

    public static IKernelBuilderPlugins AddFromObject(this IKernelBuilderPlugins plugins, object target, string? pluginName = null)
    {
        plugins.Services.AddSingleton(provider => KernelPluginFactory.CreateFromObject(target, pluginName, provider.GetService<ILoggerFactory>()));
        return plugins;
    }

    public static IKernelBuilderPlugins AddFromFunctions(this IKernelBuilderPlugins plugins, string pluginName, IEnumerable<KernelFunction>? functions) =>
        plugins.Add(KernelPluginFactory.CreateFromFunctions(pluginName, functions));

    public static IKernelBuilderPlugins AddFromFunctions(
        this IKernelBuilderPlugins plugins, string pluginName, string? description = null, IEnumerable<KernelFunction>? functions = null) =>
        plugins.Add(KernelPluginFactory.CreateFromFunctions(pluginName, description, functions));

    public static KernelPlugin AddFromType<T>(this ICollection<KernelPlugin> plugins, string? pluginName = null, IServiceProvider? serviceProvider = null) =>
        plugins.AddAndReturn(KernelPluginFactory.CreateFromType<T>(pluginName, serviceProvider));

    public static KernelPlugin AddFromObject(
        this ICollection<KernelPlugin> plugins, object target, string? pluginName = null, IServiceProvider? serviceProvider = null) =>
        plugins.AddAndReturn(KernelPluginFactory.CreateFromObject(target, pluginName, serviceProvider?.GetService<ILoggerFactory>()));

    public static KernelPlugin AddFromFunctions(this ICollection<KernelPlugin> plugins, string pluginName, IEnumerable<KernelFunction>? functions) =>
        plugins.AddAndReturn(KernelPluginFactory.CreateFromFunctions(pluginName, functions));

    public static KernelPlugin AddFromFunctions(
        this ICollection<KernelPlugin> plugins, string pluginName, string? description = null, IEnumerable<KernelFunction>? functions = null) =>
        plugins.AddAndReturn(KernelPluginFactory.CreateFromFunctions(pluginName, description, functions));

    public static KernelPlugin ImportPluginFromType<T>(this Kernel kernel, string? pluginName = null) =>
        kernel.Plugins.AddFromType<T>(pluginName, kernel.Services);

    public static KernelPlugin ImportPluginFromObject(this Kernel kernel, object target, string? pluginName = null) =>
        kernel.Plugins.AddFromObject(target, pluginName, kernel.Services);

    public static KernelPlugin ImportPluginFromFunctions(this Kernel kernel, string pluginName, IEnumerable<KernelFunction>? functions) =>
        kernel.Plugins.AddFromFunctions(pluginName, functions);

    private static KernelPlugin AddAndReturn(this ICollection<KernelPlugin> plugins, KernelPlugin plugin)
    {
        plugins.Add(plugin);
        return plugin;
    }
}
