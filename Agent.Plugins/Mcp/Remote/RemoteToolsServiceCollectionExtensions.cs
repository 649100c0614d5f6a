using Agent.Plugins.Mcp.Remote.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Mcp.Remote;

/// <summary>Puts the tools of other servers beside our own, or our own into a server.</summary>
public static class RemoteToolsServiceCollectionExtensions
{
    /// <summary>
    /// Adds the configured tool servers. After <c>AddKernel()</c>: it decides anew what plugins a kernel has.
    /// </summary>
    public static IServiceCollection AddRemoteTools(this IServiceCollection services)
    {
        services.AddOptions<ToolSourceOptions>().BindConfiguration(ToolSourceOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ToolSourceOptions>, ToolSourceOptionsValidator>();
        services.AddSingleton<RemoteTools>();
        services.AddSingleton(provider => new RemoteRecords(provider.GetRequiredService<IOptions<ToolSourceOptions>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IToolSources>(provider => provider.GetRequiredService<RemoteTools>());
        services.AddHostedService(provider => provider.GetRequiredService<RemoteTools>());
        services.AddTransient(provider => new KernelPluginCollection(provider.GetRequiredService<RemoteTools>().Compose(provider.GetServices<KernelPlugin>())));
        return services;
    }
}
