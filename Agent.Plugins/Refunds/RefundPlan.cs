using System.Globalization;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Customers;
using Agent.Plugins.Orders;

namespace Agent.Plugins.Refunds;

/// <summary>
/// The rules of refunding without a return: only what was delivered and paid, to a Gold customer as money or credit, to a Standard one as credit, and
/// within the tier's limit for the order.
/// </summary>
/// <param name="Target">What the customer gets.</param>
/// <param name="AmountMinor">How much, in cents.</param>
/// <param name="Transactions">How it stands in the order's payment history.</param>
internal sealed record RefundPlan(RefundTarget Target, long AmountMinor, IReadOnlyList<PaymentTransaction> Transactions)
{
    /// <exception cref="ToolException">A rule forbids it; the text says which.</exception>
    public static RefundPlan Make(RefundFacts facts, RefundWish wish, TierLimits limits)
    {
        var order = facts.Order.Order;
        if (order.Status is not OrderStatus.Delivered)
        {
            throw new ToolException($"non-delivered order cannot be refunded: {OrderReturn.DescribeStatus(order)}");
        }

        var target = wish.Target ?? (facts.Tier is CustomerTier.Gold ? RefundTarget.OriginalPayment : RefundTarget.StoreCredit);
        if (target is RefundTarget.OriginalPayment && facts.Tier is not CustomerTier.Gold)
        {
            throw new ToolException("only Gold customers get their money back without a return; a Standard customer gets store credit, refund_to 'store_credit'");
        }

        var paid = OrderBalance.PaidBy(order);
        var left = paid.Sum(method => method.AmountMinor);
        var amount = wish.AmountMinor ?? left;
        if (amount <= 0 || amount > left)
        {
            throw new ToolException($"at most {Dollars(left)} of order {order.OrderId} is left to refund");
        }

        var limit = (long)(limits.MaxPerOrder * 100);
        if (facts.RefundedMinor + amount > limit)
        {
            throw new ToolException($"refunds for a {Name(facts.Tier)} customer are limited to {Dollars(limit)} an order, and {Dollars(Math.Max(0, limit - facts.RefundedMinor))} of that is left");
        }

        return new(target, amount, target is RefundTarget.StoreCredit ? [Entry(amount, StoreCredit.MethodId)] : [.. Spread(paid, amount)]);
    }

    /// <summary>Back to each method as far as it paid, in the order of paying.</summary>
    private static IEnumerable<PaymentTransaction> Spread(IReadOnlyList<PaymentTransaction> paid, long amount)
    {
        foreach (var method in paid)
        {
            var part = Math.Min(method.AmountMinor, amount);
            if (part > 0)
            {
                yield return Entry(part, method.PaymentMethodId);
            }

            amount -= part;
        }
    }

    private static PaymentTransaction Entry(long amountMinor, string methodId) =>
        new() { TransactionType = TransactionType.Refund, AmountMinor = amountMinor, PaymentMethodId = methodId };

    private static string Dollars(long minor) => Money.ToDollars(minor).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Name(CustomerTier tier) => tier is CustomerTier.Gold ? "Gold" : "Standard";
}
