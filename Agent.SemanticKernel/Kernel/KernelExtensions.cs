using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.SemanticKernel;

/// <summary>Builds kernels, and adds functions and plugins to them.</summary>
public static partial class KernelExtensions
{
    /// <exception cref="InvalidOperationException">The builder came from <c>AddKernel</c>: there the container builds the kernel.</exception>
    public static Kernel Build(this IKernelBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder is KernelBuilder { AllowBuild: false })
        {
            throw new InvalidOperationException("A kernel registered by AddKernel is resolved from the service provider, not built.");
        }

        if (builder.Services.Count == 0)
        {
            return new Kernel();
        }

        IServiceCollection services = new ServiceCollection().Add(builder.Services);
        services.AddSingleton(new KeyedServiceMap(builder.Services));
        return new Kernel(services.BuildServiceProvider());
    }
}
