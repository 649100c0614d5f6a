namespace Agent.Plugins.Customers;

/// <summary>Where a customer lives or an order goes. A value: it belongs to its row and has no identity.</summary>
internal sealed record Address
{
    public required string Address1 { get; init; }

    /// <summary>Flat or suite; empty when there is none.</summary>
    public required string Address2 { get; init; }

    public required string City { get; init; }
    public required string Country { get; init; }
    public required string State { get; init; }
    public required string Zip { get; init; }
}
