namespace Agent.Plugins.Orders;

/// <summary>A payment or refund as a tool tells it; the amount is in dollars.</summary>
internal sealed record TransactionDetails(TransactionType TransactionType, decimal Amount, string PaymentMethodId);
