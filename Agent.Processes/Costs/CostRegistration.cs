using Agent.Processes.Costs.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Costs;

/// <summary>Adds prices, and what is added up with them.</summary>
internal static class CostRegistration
{
    public static void AddCosts(this IServiceCollection services)
    {
        services.AddOptions<PriceOptions>().BindConfiguration(PriceOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PriceOptions>, PriceOptionsValidator>();
        services.AddSingleton<PriceList>();
        services.AddOptions<UsageOptions>().BindConfiguration(UsageOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<UsageOptions>, UsageOptionsValidator>();
        services.AddSingleton<UsageStore>();
        services.AddSingleton<IUsage>(provider => provider.GetRequiredService<UsageStore>());
        services.AddHostedService<UsageService>();
    }
}
