namespace Agent.Plugins.Products;

/// <summary>One article that can be bought: a product in certain options. Item ids and product ids are unrelated.</summary>
internal sealed record ProductVariant
{
    public required string Tenant { get; init; }
    public required string ItemId { get; init; }
    public required string ProductId { get; init; }

    /// <summary>What tells it from its siblings, such as color = black.</summary>
    public required Dictionary<string, string> Options { get; init; }

    public required bool Available { get; init; }

    /// <summary>Today's price in cents; an order keeps the price it was placed at.</summary>
    public required long PriceMinor { get; init; }

    /// <summary>PostgreSQL's xmin: changes with every write of the row.</summary>
    public uint Version { get; init; }
}
