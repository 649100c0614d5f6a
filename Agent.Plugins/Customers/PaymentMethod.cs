namespace Agent.Plugins.Customers;

/// <summary>
/// A way a customer pays and is paid back. A row of its own rather than part of the customer, because a gift card's
/// balance is money: it changes by addition in the database and a constraint keeps it from going below zero.
/// </summary>
internal sealed record PaymentMethod
{
    public required string Tenant { get; init; }
    public required string CustomerId { get; init; }
    public required string PaymentMethodId { get; init; }
    public required PaymentSource Source { get; init; }

    /// <summary>Card network; credit cards only.</summary>
    public string? Brand { get; init; }

    /// <summary>Last four digits of the number; credit cards only. The number itself is never kept.</summary>
    public string? LastFour { get; init; }

    /// <summary>What is left on it, in cents; gift cards only.</summary>
    public long? BalanceMinor { get; init; }

    /// <summary>PostgreSQL's xmin: changes with every write of the row.</summary>
    public uint Version { get; init; }
}
