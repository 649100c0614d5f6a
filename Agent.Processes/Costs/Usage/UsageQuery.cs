namespace Agent.Processes.Costs.Usage;

/// <summary>Which usage is wanted.</summary>
/// <param name="By">What it is added up by.</param>
/// <param name="From">The first day, in UTC.</param>
/// <param name="To">The last day.</param>
/// <param name="CustomerId">Only this customer's; goes with <see cref="UsageDimension.Tenant"/>, day, customer and conversation.</param>
/// <param name="ConversationId">Only this conversation's; goes with every dimension.</param>
/// <param name="Limit">The most lines, the most expensive first; days come in their order.</param>
public sealed record UsageQuery(UsageDimension By, DateOnly From, DateOnly To, string? CustomerId = null, string? ConversationId = null, int Limit = 100)
{
    /// <summary>True where the totals are not kept that finely: who the customer was is kept by conversation, and what was asked, and where, by day.</summary>
    public bool IsTooFine => CustomerId is not null && ConversationId is null && By is (UsageDimension.Step or UsageDimension.Prompt or UsageDimension.Model or UsageDimension.Feature);
}
