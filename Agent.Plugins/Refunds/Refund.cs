namespace Agent.Plugins.Refunds;

/// <summary>Money or credit a customer got without sending anything back.</summary>
internal sealed record Refund
{
    public required string Tenant { get; init; }

    /// <summary>Follows from the call that made it, such as R-7K2M9QXA4C.</summary>
    public required string RefundId { get; init; }

    public required string CustomerId { get; init; }

    /// <summary>The order it is about; null for credit given as a gesture.</summary>
    public string? OrderId { get; init; }

    public required RefundTarget Target { get; init; }

    /// <summary>In cents.</summary>
    public required long AmountMinor { get; init; }

    public required string Reason { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
