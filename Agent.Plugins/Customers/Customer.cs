using Agent.Plugins.Orders;

namespace Agent.Plugins.Customers;

/// <summary>Somebody who buys from one tenant.</summary>
internal sealed record Customer
{
    public required string Tenant { get; init; }
    public required string CustomerId { get; init; }
    public required CustomerTier Tier { get; init; }
    public required string FirstName { get; init; }
    public required string LastName { get; init; }

    /// <summary>Lower case, unique within the tenant.</summary>
    public required string Email { get; init; }

    public required Address Address { get; init; }
    public List<PaymentMethod> PaymentMethods { get; init; } = [];
    public List<Order> Orders { get; init; } = [];

    /// <summary>PostgreSQL's xmin: changes with every write of the row.</summary>
    public uint Version { get; init; }
}
