using Agent.Processes.Costs.Anomalies;
using Agent.Processes.Costs.Budgets;
using Agent.Processes.Costs.Usage;
using Agent.Processes.Runtime.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
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
        services.AddOptions<AnomalyOptions>().BindConfiguration(AnomalyOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AnomalyOptions>, AnomalyOptionsValidator>();
        services.AddSingleton<AnomalyFinder>();
        services.AddSingleton<IAnomalies, AnomalyReader>();
        services.AddHostedService<AnomalySweep>();
        services.AddOptions<BudgetOptions>().BindConfiguration(BudgetOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<BudgetOptions>, BudgetOptionsValidator>();
        services.AddSingleton<BudgetLedger>();
        services.AddSingleton(provider => new BudgetKeeper(
            provider.GetRequiredService<BudgetLedger>(), provider.GetRequiredService<PriceList>(), provider.GetRequiredService<StorageRetry>(),
            provider.GetRequiredService<IOptions<BudgetOptions>>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<BudgetKeeper>>()));
        services.AddHostedService<BudgetSweep>();
    }
}
