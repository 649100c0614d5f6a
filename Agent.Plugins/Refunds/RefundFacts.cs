using Agent.Plugins.Customers;
using Agent.Plugins.Orders;

namespace Agent.Plugins.Refunds;

/// <summary>What a decision about a refund rests on.</summary>
/// <param name="Order">The order with its customer's payment methods.</param>
/// <param name="Tier">What the customer is entitled to, as stored.</param>
/// <param name="RefundedMinor">What was refunded for the order before, in cents.</param>
internal sealed record RefundFacts(OrderFacts Order, CustomerTier Tier, long RefundedMinor);
