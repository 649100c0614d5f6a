namespace Agent.Benchmarks.Service;

/// <summary>A customer, and the one order they have.</summary>
internal sealed record ShopOrder(string CustomerId, string OrderId);
