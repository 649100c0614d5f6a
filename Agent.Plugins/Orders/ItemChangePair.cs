using Agent.Plugins.BackOffice;
using Agent.Plugins.Products;

namespace Agent.Plugins.Orders;

/// <summary>One item of an order and what would come instead, as a tool tells it; prices are in dollars.</summary>
internal sealed record ItemChangePair(string Name, string ItemId, decimal Price, string NewItemId, decimal NewPrice, Dictionary<string, string> NewOptions)
{
    /// <summary>In words a customer can agree to, such as "Travel Case (color: red, size: L)".</summary>
    public string Description => $"{Name} ({string.Join(", ", NewOptions.Select(option => $"{option.Key}: {option.Value}"))})";

    public static ItemChangePair Of((OrderItem Old, ProductVariant New) pair) => new(
        pair.Old.Name, pair.Old.ItemId, Money.ToDollars(pair.Old.PriceMinor), pair.New.ItemId, Money.ToDollars(pair.New.PriceMinor), pair.New.Options);
}
