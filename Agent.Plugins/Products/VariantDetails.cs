using Agent.Plugins.BackOffice;

namespace Agent.Plugins.Products;

/// <summary>One article as a tool tells it; the price is in dollars.</summary>
internal sealed record VariantDetails(string ItemId, Dictionary<string, string> Options, bool Available, decimal Price)
{
    public static VariantDetails Of(ProductVariant variant) => new(variant.ItemId, variant.Options, variant.Available, Money.ToDollars(variant.PriceMinor));
}
