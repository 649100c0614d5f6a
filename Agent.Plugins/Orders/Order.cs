using Agent.Plugins.Customers;

namespace Agent.Plugins.Orders;

/// <summary>
/// A customer's order with all that belongs to it. Items, shipments and payments are jsonb in the order's own row: they are
/// read and written only together with it, so every change of an order is one row, guarded by one row version.
/// </summary>
internal sealed record Order
{
    public required string Tenant { get; init; }

    /// <summary>With its leading '#', such as #W1000001.</summary>
    public required string OrderId { get; init; }

    public required string CustomerId { get; init; }

    /// <summary>Counts a customer's orders from 1, in the order their profile lists them.</summary>
    public required int Sequence { get; init; }

    public required OrderStatus Status { get; init; }

    /// <summary>Null for orders imported from a system that kept no dates.</summary>
    public DateTimeOffset? PlacedAt { get; init; }

    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>Where it goes, copied when it was placed.</summary>
    public required Address Address { get; init; }

    public required OrderItem[] Items { get; init; }
    public required Fulfillment[] Fulfillments { get; init; }
    public required PaymentTransaction[] PaymentHistory { get; init; }
    public string? CancelReason { get; init; }
    public ItemReturn? Return { get; init; }

    /// <summary>PostgreSQL's xmin: changes with every write of the row, so a decision made on an older state cannot be stored.</summary>
    public uint Version { get; init; }
}
