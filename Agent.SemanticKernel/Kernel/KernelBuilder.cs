using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.SemanticKernel;

internal sealed class KernelBuilder(IServiceCollection services, bool allowBuild) : IKernelBuilder, IKernelBuilderPlugins
{
    public IServiceCollection Services { get; } = services;

    public IKernelBuilderPlugins Plugins => this;

    /// <summary>False for a builder over the application's own services: there, the container builds the kernel.</summary>
    internal bool AllowBuild { get; } = allowBuild;
}
