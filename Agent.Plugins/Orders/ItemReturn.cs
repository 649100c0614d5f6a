namespace Agent.Plugins.Orders;

/// <summary>
/// What comes back of a delivered order. Its key is the order's: an order can be returned or exchanged once, and the
/// database says so.
/// </summary>
internal sealed record ItemReturn
{
    public required string Tenant { get; init; }
    public required string OrderId { get; init; }
    public required ReturnKind Kind { get; init; }

    /// <summary>Sorted; an id stands as often as pieces of it come back.</summary>
    public required string[] ItemIds { get; init; }

    /// <summary>What is sent instead, matching <see cref="ItemIds"/> by position; exchanges only.</summary>
    public string[]? NewItemIds { get; init; }

    public required string PaymentMethodId { get; init; }

    /// <summary>In cents. A return: what the customer gets back. An exchange: what the new items cost more, negative if less.</summary>
    public required long AmountMinor { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }
}
