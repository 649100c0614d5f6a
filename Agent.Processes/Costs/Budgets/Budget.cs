namespace Agent.Processes.Costs.Budgets;

/// <summary>One limit that a call falls under.</summary>
/// <param name="Tenant">The tenant; <see cref="Service"/> for the whole service.</param>
/// <param name="Scope">One of <see cref="BudgetScopes"/>.</param>
/// <param name="Subject">Which conversation or customer; empty where the tenant says it all.</param>
/// <param name="Period">The first day it is for; <see cref="DateOnly.MinValue"/> for all time.</param>
/// <param name="LimitUsd">The most that may be spent.</param>
internal sealed record Budget(string Tenant, string Scope, string Subject, DateOnly Period, decimal LimitUsd)
{
    /// <summary>Stands in the tenant's place; no tenant's name is empty.</summary>
    public const string Service = "";

    /// <summary>The budgets of a call, in the order in which everybody locks them.</summary>
    public static Budget[] Of(BudgetOptions options, ConversationInfo conversation, DateTimeOffset at)
    {
        var own = conversation.Budgets;
        var (tenant, day) = (conversation.Key.Tenant, DateOnly.FromDateTime(at.UtcDateTime));
        var budgets = new List<Budget>(5);
        Add(own?.Conversation ?? options.Conversation, tenant, BudgetScopes.Conversation, conversation.Key.Id, DateOnly.MinValue);
        Add(conversation.CustomerId == "guest" ? null : own?.CustomerPerDay ?? options.CustomerPerDay, tenant, BudgetScopes.CustomerDay, conversation.CustomerId, day);
        Add(own?.TenantPerDay ?? options.TenantPerDay, tenant, BudgetScopes.TenantDay, "", day);
        Add(own?.TenantPerMonth ?? options.TenantPerMonth, tenant, BudgetScopes.TenantMonth, "", new(day.Year, day.Month, 1));
        Add(options.ServicePerDay, Service, BudgetScopes.ServiceDay, "", day);
        return [.. budgets];

        void Add(decimal? limit, string of, string scope, string subject, DateOnly period)
        {
            if (limit is { } most)
            {
                budgets.Add(new(of, scope, subject, period, most));
            }
        }
    }
}
