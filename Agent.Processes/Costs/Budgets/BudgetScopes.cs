namespace Agent.Processes.Costs.Budgets;

/// <summary>What a budget is for. Stored.</summary>
internal static class BudgetScopes
{
    public const string Conversation = "conversation";
    public const string CustomerDay = "customer_day";
    public const string TenantDay = "tenant_day";
    public const string TenantMonth = "tenant_month";
    public const string ServiceDay = "service_day";
    public const string Replay = "replay";
}
