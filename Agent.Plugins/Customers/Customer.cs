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

    /// <summary>How a customer is found by name. Follows from the names, and is stored only to be indexed; the setter is for reading rows.</summary>
    public string NameKey
    {
        get => NameKeyOf(FirstName, LastName);
        private set { }
    }

    public required Address Address { get; init; }
    public List<PaymentMethod> PaymentMethods { get; init; } = [];
    public List<Order> Orders { get; init; } = [];

    /// <summary>PostgreSQL's xmin: changes with every write of the row.</summary>
    public uint Version { get; init; }

    public static string NameKeyOf(string firstName, string lastName) => $"{firstName.Trim()} {lastName.Trim()}".ToLowerInvariant();
}
