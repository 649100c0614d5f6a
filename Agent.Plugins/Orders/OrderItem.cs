namespace Agent.Plugins.Orders;

/// <summary>One piece of an order, as it was sold: name, options and price stay what they were on that day.</summary>
internal sealed record OrderItem
{
    public required string Name { get; init; }
    public required string ProductId { get; init; }

    /// <summary>Not unique within the order: two of the same article are two items.</summary>
    public required string ItemId { get; init; }

    /// <summary>Price paid, in cents.</summary>
    public required long PriceMinor { get; init; }

    public required Dictionary<string, string> Options { get; init; }
}
