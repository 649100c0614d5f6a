using Microsoft.SemanticKernel;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the kernel in an application's container.</summary>
public static class KernelServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="Kernel"/> and <see cref="KernelPluginCollection"/> as transient: each resolution gets its own kernel,
    /// holding every <see cref="KernelPlugin"/> registered in the container.
    /// </summary>
    public static IKernelBuilder AddKernel(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddTransient(provider => new KernelPluginCollection(provider.GetServices<KernelPlugin>()));
        services.AddTransient(provider => new Kernel(provider, provider.GetRequiredService<KernelPluginCollection>()));
        return new KernelBuilder(services, allowBuild: false);
    }
}
