namespace Agent.Processes.Persistence.Budgets;

/// <summary>What has been spent on models, and set aside for calls under way, against one budget.</summary>
internal sealed class BudgetEntity
{
    /// <summary>The tenant; empty for the whole service.</summary>
    public required string Tenant { get; set; }

    /// <summary>One of <see cref="Costs.Budgets.BudgetScopes"/>.</summary>
    public required string Scope { get; set; }

    /// <summary>Which conversation or customer; empty where the tenant says it all.</summary>
    public required string Subject { get; set; }

    /// <summary>The first day it is for; minus infinity for all time.</summary>
    public required DateOnly Period { get; set; }

    public decimal SpentUsd { get; set; }

    public decimal ReservedUsd { get; set; }
}
