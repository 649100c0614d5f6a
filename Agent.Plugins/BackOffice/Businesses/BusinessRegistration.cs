using Agent.Plugins.Calling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.BackOffice.Businesses;

/// <summary>Puts the tools of a business beside those of the shop.</summary>
internal static class BusinessRegistration
{
    /// <summary>Adds a plugin whose tools a kernel has when the business is switched on, and otherwise none.</summary>
    public static void AddBusinessTools(this IServiceCollection services, string business, string name, string purpose, Func<IServiceProvider, IEnumerable<object>> targets)
    {
        services.AddKeyedSingleton(name, (provider, _) => new BusinessPlugin(business, ToolPlugin.Create(name, purpose, targets(provider))));
        services.AddSingleton(provider => provider.GetRequiredKeyedService<BusinessPlugin>(name));
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<ToolCallingOptions>>().Value.Businesses.Contains(business, StringComparer.OrdinalIgnoreCase)
            ? provider.GetRequiredKeyedService<BusinessPlugin>(name).Plugin
            : KernelPluginFactory.CreateFromFunctions(name, purpose, []));
    }
}
