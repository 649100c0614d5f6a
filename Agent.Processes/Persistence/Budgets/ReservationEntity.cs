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

    /// <summary>After this it counts as spent: whoever made it is gone. When it does, the time after which it is forgotten.</summary>
    public DateTime ExpiresAt { get; set; }

    /// <summary>Whether it counts as spent.</summary>
    public bool IsLapsed { get; set; }
}
