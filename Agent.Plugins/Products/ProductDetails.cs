namespace Agent.Plugins.Products;

/// <summary>A product as a tool tells it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="ProductId">Its id, unrelated to the item ids.</param>
/// <param name="Variants">What can be bought, by item id.</param>
internal sealed record ProductDetails(string Name, string ProductId, Dictionary<string, VariantDetails> Variants)
{
    public static ProductDetails Of(Product product) => new(product.Name, product.ProductId,
        product.Variants.OrderBy(v => v.PriceMinor).ThenBy(v => v.ItemId, StringComparer.Ordinal).ToDictionary(v => v.ItemId, VariantDetails.Of));
}
