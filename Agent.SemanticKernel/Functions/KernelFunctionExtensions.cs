namespace Microsoft.SemanticKernel;

/// <summary>Binds functions to kernels.</summary>
public static class KernelFunctionExtensions
{
    /// <summary>A copy that, called as a tool, runs in <paramref name="kernel"/>; null leaves it a kernel of its own, without plugins or filters.</summary>
    public static KernelFunction WithKernel(this KernelFunction kernelFunction, Kernel? kernel = null, string? pluginName = null)
    {
        ArgumentNullException.ThrowIfNull(kernelFunction);
        return kernelFunction.Bind(kernel, pluginName ?? kernelFunction.PluginName);
    }
}
