using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.SemanticKernel;

/// <summary>The plugin side of a kernel builder: each plugin is registered as a <see cref="KernelPlugin"/> singleton.</summary>
public interface IKernelBuilderPlugins
{
    IServiceCollection Services { get; }
}
