namespace Agent.Plugins.Products;

/// <summary>A product type, such as "Wireless Headphones". What is sold is one of its variants.</summary>
internal sealed record Product
{
    public required string Tenant { get; init; }
    public required string ProductId { get; init; }
    public required string Name { get; init; }
    public List<ProductVariant> Variants { get; init; } = [];
}
