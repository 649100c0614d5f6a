using Agent.Plugins.Customers;
using Agent.Plugins.Products;

namespace Agent.Plugins.Orders;

/// <summary>What a decision about an order rests on.</summary>
internal sealed record OrderFacts(Order Order, IReadOnlyList<PaymentMethod> PaymentMethods)
{
    /// <summary>The articles that are to replace others, as far as they exist.</summary>
    public IReadOnlyList<ProductVariant> Variants { get; init; } = [];

    public PaymentMethod? FindMethod(string id) => PaymentMethods.FirstOrDefault(method => method.PaymentMethodId == id);
}
