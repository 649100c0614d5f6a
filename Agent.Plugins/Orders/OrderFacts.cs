using Agent.Plugins.Customers;

namespace Agent.Plugins.Orders;

/// <summary>What a decision about an order rests on, read in one go.</summary>
internal sealed record OrderFacts(Order Order, IReadOnlyList<PaymentMethod> PaymentMethods)
{
    public PaymentMethod? FindMethod(string id) => PaymentMethods.FirstOrDefault(method => method.PaymentMethodId == id);
}
