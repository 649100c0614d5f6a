using Agent.Host.Models.Offline;
using Agent.Processes.Costs;
using Agent.Processes.Costs.Budgets;
using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Agent.Host.Models;

/// <summary>Registers the language models.</summary>
internal static class ModelServiceCollectionExtensions
{
    /// <summary>
    /// Adds the chat clients <c>small</c> and <c>large</c> (keyed; <c>large</c> also without a key) of the configured provider. A
    /// <see cref="TokenCredential"/> and a <see cref="TimeProvider"/> already registered are used.
    /// </summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configuration">Holds the section <see cref="ModelOptions.Section"/>, read when the first client is asked for.</param>
    /// <param name="decorate">Wraps each client on the outside, given its service id.</param>
    public static IServiceCollection AddModels(
        this IServiceCollection services, IConfiguration configuration, Func<IChatClient, IServiceProvider, string, IChatClient>? decorate = null)
    {
        services.AddOptions<ModelOptions>().Bind(configuration.GetSection(ModelOptions.Section)).ValidateOnStart();
        services.AddSingleton<IPostConfigureOptions<ModelOptions>>(new ModelOptionsDefaults(configuration));
        services.AddSingleton<IValidateOptions<ModelOptions>, ModelOptionsValidator>();
        // The offline model asks nobody, so it costs nothing: that is known, unlike the price of a model nobody has entered.
        services.PostConfigure<PriceOptions>(prices => prices.Entries.TryAdd(
            OfflineChatClient.ModelId, new() { Model = OfflineChatClient.ModelId, Input = 0, Output = 0 }));
        services.AddSingleton<ModelBudgets>();
        services.AddSingleton<IValidateOptions<BudgetOptions>>(provider => provider.GetRequiredService<ModelBudgets>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TokenCredential>(_ => new DefaultAzureCredential());
        services.AddSingleton(provider => new Lazy<TokenCredential>(provider.GetRequiredService<TokenCredential>));
        services.AddHttpClient(ModelClientFactory.HttpClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .UseSocketsHttpHandler((handler, _) =>
            {
                handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5); // a moved address is noticed
                handler.ConnectTimeout = TimeSpan.FromSeconds(10); // a host that swallows packets leaves time for another attempt
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        services.AddSingleton<ModelClientFactory>();
        foreach (var serviceId in new[] { ModelServiceIds.Small, ModelServiceIds.Large })
        {
            services.AddKeyedSingleton(serviceId, (provider, _) => Create(provider, serviceId, decorate));
        }

        return services.AddSingleton(provider => provider.GetRequiredKeyedService<IChatClient>(ModelServiceIds.Large));
    }

    private static IChatClient Create(IServiceProvider provider, string serviceId, Func<IChatClient, IServiceProvider, string, IChatClient>? decorate)
    {
        // The offline model calls nobody, so there is nothing to time out or to retry.
        var client = provider.GetRequiredService<IOptions<ModelOptions>>().Value.Provider == ModelProviders.Offline
            ? provider.GetRequiredKeyedService<IChatClient>(ModelProviders.Offline)
            : provider.GetRequiredService<ModelClientFactory>().Create(serviceId);
        return decorate is null ? client : decorate(client, provider, serviceId);
    }
}
