using System.Globalization;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Customers;
using Agent.Plugins.Effects;

namespace Agent.Plugins.Orders;

/// <summary>The rules of returning: once, after delivery, only what was ordered, and the money goes back where it came from or to a gift card.</summary>
internal static class OrderReturn
{
    /// <exception cref="ToolException">A rule forbids it; the text says which.</exception>
    public static Effect Decide(OrderFacts facts, string[] itemIds, string paymentMethodId, DateTimeOffset now)
    {
        var order = facts.Order;
        if (order.Status is not OrderStatus.Delivered)
        {
            throw new ToolException($"non-delivered order cannot be returned: {DescribeStatus(order)}");
        }

        CheckRefundTarget(facts, paymentMethodId);
        var returned = new ItemReturn
        {
            Tenant = order.Tenant,
            OrderId = order.OrderId,
            Kind = ReturnKind.Return,
            ItemIds = itemIds,
            PaymentMethodId = paymentMethodId,
            AmountMinor = Refundable(order, PriceOf(order, itemIds)),
            RequestedAt = now,
        };
        var after = order with { Status = OrderStatus.ReturnRequested, Return = returned };
        return new(OrderDetails.ToText(after), ItemReturnStatements.MoveOrder(after), ItemReturnStatements.Insert(returned));
    }

    /// <summary>Where an order stands instead of being delivered.</summary>
    public static string DescribeStatus(Order order) => order.Return is null
        ? $"{order.OrderId} is {WireName<OrderStatus>.Of(order.Status)}"
        : $"for {order.OrderId} a {WireName<ReturnKind>.Of(order.Return.Kind)} was already requested, and that is possible once per order";

    private static void CheckRefundTarget(OrderFacts facts, string paymentMethodId)
    {
        var target = facts.FindMethod(paymentMethodId) ?? throw new ToolException($"payment method not found: the customer has no '{paymentMethodId}'");
        var original = facts.Order.PaymentHistory[0].PaymentMethodId;
        if (paymentMethodId != original && target.Source is not PaymentSource.GiftCard)
        {
            throw new ToolException($"payment method should be either the original payment method or a gift card: the original one is {original}");
        }
    }

    /// <summary>What was refunded without a return is not paid a second time.</summary>
    private static long Refundable(Order order, long price)
    {
        if (!order.PaymentHistory.Any(entry => entry.TransactionType is TransactionType.Refund))
        {
            return price;
        }

        var left = OrderBalance.PaidBy(order).Sum(method => method.AmountMinor);
        return price <= left
            ? price
            : throw new ToolException(string.Create(CultureInfo.InvariantCulture, $"part of {order.OrderId} was refunded already, and only {Money.ToDollars(left):0.00} is left to refund"));
    }

    /// <summary>Takes each item off the order as it is counted: two of an article can be returned twice, not three times.</summary>
    private static long PriceOf(Order order, string[] itemIds)
    {
        if (itemIds.Length is 0)
        {
            throw new ToolException("no item was named: 'item_ids' must hold at least one item id of the order");
        }

        var left = order.Items.ToList();
        var price = 0L;
        foreach (var itemId in itemIds)
        {
            var item = left.Find(candidate => candidate.ItemId == itemId)
                ?? throw new ToolException($"some item not found: {order.OrderId} does not hold '{itemId}' as often as it was named");
            left.Remove(item);
            price += item.PriceMinor;
        }

        return price;
    }
}
