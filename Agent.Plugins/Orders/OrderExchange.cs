using Agent.Plugins.Calling;
using Agent.Plugins.Effects;

namespace Agent.Plugins.Orders;

/// <summary>The rules of exchanging: after delivery, once, and the difference is settled when the old items are back.</summary>
internal static class OrderExchange
{
    /// <exception cref="ToolException">A rule forbids it; the text says which.</exception>
    public static Effect Decide(OrderFacts facts, ItemReplacementRequest request, DateTimeOffset now)
    {
        var plan = Plan(facts, request);
        (string Old, string New)[] pairs = [.. plan.Pairs.Select(pair => (pair.Old.ItemId, pair.New.ItemId))
            .OrderBy(pair => pair.Item1, StringComparer.Ordinal).ThenBy(pair => pair.Item2, StringComparer.Ordinal)];
        var order = facts.Order;
        var exchanged = new ItemReturn
        {
            Tenant = order.Tenant,
            OrderId = order.OrderId,
            Kind = ReturnKind.Exchange,
            ItemIds = [.. pairs.Select(pair => pair.Old)],
            NewItemIds = [.. pairs.Select(pair => pair.New)],
            PaymentMethodId = plan.PaymentMethod.PaymentMethodId,
            AmountMinor = plan.DifferenceMinor,
            RequestedAt = now,
        };
        var after = order with { Status = OrderStatus.ExchangeRequested, Return = exchanged };
        return new(OrderDetails.ToText(after), ItemReturnStatements.MoveOrder(after), ItemReturnStatements.Insert(exchanged));
    }

    /// <exception cref="ToolException">A rule forbids it; the text says which.</exception>
    public static ItemReplacement Plan(OrderFacts facts, ItemReplacementRequest request) => facts.Order.Status is OrderStatus.Delivered
        ? ItemReplacement.Plan(facts, request)
        : throw new ToolException($"non-delivered order cannot be exchanged: {OrderReturn.DescribeStatus(facts.Order)}");
}
