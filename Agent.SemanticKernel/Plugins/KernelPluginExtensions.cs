using System.Diagnostics.CodeAnalysis;

namespace Microsoft.SemanticKernel;

/// <summary>Looks up functions across a collection of plugins.</summary>
public static class KernelPluginExtensions
{
    public static bool Contains(this IReadOnlyKernelPluginCollection plugins, string pluginName) => plugins.TryGetPlugin(pluginName, out _);

    /// <param name="plugins">Where to look.</param>
    /// <param name="pluginName">Null or blank: the first plugin that has the function.</param>
    /// <param name="functionName">The bare name.</param>
    /// <exception cref="KeyNotFoundException">No such function.</exception>
    public static KernelFunction GetFunction(this IReadOnlyKernelPluginCollection plugins, string? pluginName, string functionName) =>
        plugins.TryGetFunction(pluginName, functionName, out var function)
            ? function
            : throw new KeyNotFoundException(string.IsNullOrWhiteSpace(pluginName)
                ? $"No plugin has a function '{functionName}'."
                : $"The plugin collection has no plugin '{pluginName}' with a function '{functionName}'.");

    /// <inheritdoc cref="GetFunction"/>
    public static bool TryGetFunction(
        this IReadOnlyKernelPluginCollection plugins, string? pluginName, string functionName, [NotNullWhen(true)] out KernelFunction? func)
    {
        ArgumentNullException.ThrowIfNull(plugins);
        func = null;
        if (!string.IsNullOrWhiteSpace(pluginName))
        {
            return plugins.TryGetPlugin(pluginName, out var plugin) && plugin.TryGetFunction(functionName, out func);
        }

        foreach (var plugin in plugins)
        {
            if (plugin.TryGetFunction(functionName, out func))
            {
                return true;
            }
        }

        return false;
    }

    public static IList<KernelFunctionMetadata> GetFunctionsMetadata(this IEnumerable<KernelPlugin> plugins) =>
        [.. plugins.SelectMany(plugin => plugin.GetFunctionsMetadata())];
}
