using Agent.Host.Models.Offline;
using Agent.Processes.Costs;
using Agent.Processes.Costs.Budgets;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Agent.Host.Models;

/// <summary>Puts models under budgets, and refuses limits that could not be kept because a model has no price.</summary>
internal sealed class ModelBudgets(IOptions<ModelOptions> models, PriceList prices, TimeProvider clock) : IValidateOptions<BudgetOptions>
{
    /// <summary>The client of a model, asked only when the budgets allow it.</summary>
    public static IChatClient Around(IChatClient client, IServiceProvider provider, string serviceId) => new BudgetedChatClient(
        client,
        provider.GetRequiredService<BudgetKeeper>(),
        serviceId == ModelServiceIds.Small ? null : () => provider.GetRequiredKeyedService<IChatClient>(ModelServiceIds.Small));

    public ValidateOptionsResult Validate(string? name, BudgetOptions options)
    {
        if (!options.IsLimited)
        {
            return ValidateOptionsResult.Success;
        }

        var settings = models.Value;
        var asked = settings.Provider == ModelProviders.Offline ? [OfflineChatClient.ModelId] : new[] { settings.Small, settings.Large };
        var unpriced = asked.Where(model => !prices.Knows(model, clock.GetUtcNow())).Distinct().ToList();
        return unpriced.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(
            $"{BudgetOptions.Section} sets limits, but nobody could keep them: there is no price for {string.Join(" and ", unpriced)} under {PriceOptions.Section}:Entries.");
    }
}
