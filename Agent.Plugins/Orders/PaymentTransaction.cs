namespace Agent.Plugins.Orders;

/// <summary>An entry of an order's payment history, which is only ever added to.</summary>
internal sealed record PaymentTransaction
{
    public required TransactionType TransactionType { get; init; }

    /// <summary>Amount in cents, positive in both directions.</summary>
    public required long AmountMinor { get; init; }

    public required string PaymentMethodId { get; init; }
}
