namespace Agent.Processes.Costs.Budgets;

/// <summary>What one tenant may spend on models, in US dollars, in place of the configuration's limits. What is left out is as for everybody.</summary>
/// <param name="Conversation">One conversation, as long as it lives.</param>
/// <param name="CustomerPerDay">One customer, on one day in UTC.</param>
/// <param name="TenantPerDay">All of the tenant, on one day in UTC.</param>
/// <param name="TenantPerMonth">All of the tenant, in one month in UTC.</param>
public sealed record TenantBudgets(decimal? Conversation = null, decimal? CustomerPerDay = null, decimal? TenantPerDay = null, decimal? TenantPerMonth = null)
{
    private const decimal Most = 1_000_000_000;

    /// <summary>Whether it sets any limit.</summary>
    public bool IsLimited => (Conversation ?? CustomerPerDay ?? TenantPerDay ?? TenantPerMonth) is not null;

    /// <summary>Whether every limit can be one.</summary>
    public bool IsValid => new[] { Conversation, CustomerPerDay, TenantPerDay, TenantPerMonth }.All(limit => limit is null or (>= 0 and <= Most));
}
