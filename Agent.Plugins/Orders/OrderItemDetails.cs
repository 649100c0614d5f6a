namespace Agent.Plugins.Orders;

/// <summary>One piece of an order as a tool tells it; the price is in dollars.</summary>
internal sealed record OrderItemDetails(string Name, string ProductId, string ItemId, decimal Price, Dictionary<string, string> Options);
