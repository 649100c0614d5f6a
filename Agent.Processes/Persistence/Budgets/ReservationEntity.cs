namespace Agent.Processes.Persistence.Budgets;

/// <summary>Money set aside in one budget for one call under way.</summary>
internal sealed class ReservationEntity
{
    public required string Tenant { get; set; }

    public required string Scope { get; set; }

    public required string Subject { get; set; }

    public required DateOnly Period { get; set; }

    /// <summary>The same in every budget of a call.</summary>
    public required Guid Id { get; set; }

    public decimal AmountUsd { get; set; }

    /// <summary>After this it is given back: whoever made it is gone.</summary>
    public DateTime ExpiresAt { get; set; }
}
