using Agent.Processes.Costs.Budgets;

namespace Agent.Processes;

/// <summary>What a step may know of the conversation it works in.</summary>
/// <param name="Key">Tenant and id.</param>
/// <param name="CustomerId">The customer as the channel identified them; <c>guest</c> when it did not.</param>
/// <param name="Channel">Where it is held, such as <c>web</c> or <c>terminal</c>.</param>
/// <param name="TurnId">The turn being worked on.</param>
public sealed record ConversationInfo(ConversationKey Key, string CustomerId, string Channel, string TurnId)
{
    /// <summary>What it may spend, where it is held again in a replay; null in real life.</summary>
    internal ReplaySpending? Spending { get; init; }

    /// <summary>What the tenant may spend, where its limits are its own.</summary>
    internal TenantBudgets? Budgets { get; init; }
}
