using Agent.Processes;

namespace Agent.Host.Security.Tenants;

/// <summary>What a request has to know of its tenant.</summary>
/// <param name="IsSuspended">Whether nobody of it is let in.</param>
/// <param name="Settings">What is different for it.</param>
internal sealed record TenantState(bool IsSuspended, TenantSettings Settings)
{
    /// <summary>What is different for its turns: the same object as long as this one is remembered.</summary>
    public TenantTerms Terms { get; } =
        Settings is { Tools: null, Prompts: null, Models: null, Policies: null, Overlays: null, Budgets: null } ? TenantTerms.None : new()
        {
            Tools = Settings.Tools, Prompts = Settings.Prompts, Models = Settings.Models, Policies = Settings.Policies, Overlays = Settings.Overlays, Budgets = Settings.Budgets,
        };
}
