namespace Agent.Plugins.Products;

/// <summary>An article as a tool tells it; the price is in dollars.</summary>
internal sealed record VariantDetails(string ItemId, Dictionary<string, string> Options, bool Available, decimal Price);
