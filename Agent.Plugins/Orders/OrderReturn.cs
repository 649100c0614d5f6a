using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Customers;
using Agent.Plugins.Effects;
using Npgsql;
using NpgsqlTypes;

namespace Agent.Plugins.Orders;

/// <summary>The rules of returning: once, after delivery, only what was ordered, and the money goes back where it came from or to a gift card.</summary>
internal static class OrderReturn
{
    private const string UpdateOrder = "UPDATE backoffice.orders SET status = $1 WHERE tenant = $2 AND order_id = $3 AND xmin = $4";

    private const string InsertReturn = """
        INSERT INTO backoffice.returns (tenant, order_id, kind, item_ids, payment_method_id, amount_minor, requested_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT ON CONSTRAINT pk_returns DO NOTHING
        """;

    /// <exception cref="ToolException">A rule forbids it; the text says which.</exception>
    public static Effect Decide(OrderFacts facts, string[] itemIds, string paymentMethodId, DateTimeOffset now)
    {
        var order = facts.Order;
        if (order.Status is not OrderStatus.Delivered)
        {
            throw new ToolException(order.Return is null
                ? $"non-delivered order cannot be returned: {order.OrderId} is {WireName<OrderStatus>.Of(order.Status)}"
                : $"non-delivered order cannot be returned: for {order.OrderId} a {WireName<ReturnKind>.Of(order.Return.Kind)} was already requested, "
                    + "and that is possible once per order");
        }

        CheckRefundTarget(facts, paymentMethodId);
        var returned = new ItemReturn
        {
            Tenant = order.Tenant,
            OrderId = order.OrderId,
            Kind = ReturnKind.Return,
            ItemIds = itemIds,
            PaymentMethodId = paymentMethodId,
            AmountMinor = PriceOf(order, itemIds),
            RequestedAt = now,
        };
        var after = order with { Status = OrderStatus.ReturnRequested, Return = returned };
        return new(OrderDetails.ToText(after), Update(after), Insert(returned));
    }

    private static void CheckRefundTarget(OrderFacts facts, string paymentMethodId)
    {
        var target = facts.FindMethod(paymentMethodId) ?? throw new ToolException($"payment method not found: the customer has no '{paymentMethodId}'");
        var original = facts.Order.PaymentHistory[0].PaymentMethodId;
        if (paymentMethodId != original && target.Source is not PaymentSource.GiftCard)
        {
            throw new ToolException($"payment method should be either the original payment method ({original}) or a gift card of the customer");
        }
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

    private static NpgsqlBatchCommand Update(Order after) => new(UpdateOrder)
    {
        Parameters =
        {
            new() { Value = WireName<OrderStatus>.Of(after.Status) },
            new() { Value = after.Tenant },
            new() { Value = after.OrderId },
            new() { Value = after.Version, NpgsqlDbType = NpgsqlDbType.Xid },
        },
    };

    private static NpgsqlBatchCommand Insert(ItemReturn returned) => new(InsertReturn)
    {
        Parameters =
        {
            new() { Value = returned.Tenant },
            new() { Value = returned.OrderId },
            new() { Value = WireName<ReturnKind>.Of(returned.Kind) },
            new() { Value = returned.ItemIds },
            new() { Value = returned.PaymentMethodId },
            new() { Value = returned.AmountMinor },
            new() { Value = returned.RequestedAt },
        },
    };
}
