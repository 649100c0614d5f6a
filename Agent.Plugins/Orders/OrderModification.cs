using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Customers;
using Agent.Plugins.Effects;
using Npgsql;

namespace Agent.Plugins.Orders;

/// <summary>The rules of changing an order that has not been processed: where it goes, how it is paid, and, once, what is in it.</summary>
internal static class OrderModification
{
    /// <exception cref="ToolException">The order is not pending.</exception>
    public static Effect DecideAddress(OrderFacts facts, Address address)
    {
        CheckPending(facts.Order);
        var after = facts.Order with { Address = address };
        return new(OrderDetails.ToText(after), OrderStatements.SetAddress(after));
    }

    /// <exception cref="ToolException">A rule forbids it; the text says which.</exception>
    public static Effect DecidePayment(OrderFacts facts, string paymentMethodId)
    {
        var order = facts.Order;
        var (paid, method) = PlanPayment(facts, paymentMethodId);
        var after = order with
        {
            PaymentHistory = [paid, paid with { PaymentMethodId = paymentMethodId }, paid with { TransactionType = TransactionType.Refund }],
        };
        // Always in the order of their ids, so that two changes between the same cards cannot wait for each other.
        var moves = new[] { (Method: method, AmountMinor: -paid.AmountMinor), (Method: facts.FindMethod(paid.PaymentMethodId), paid.AmountMinor) }
            .Where(move => move.Method?.Source is PaymentSource.GiftCard)
            .OrderBy(move => move.Method!.PaymentMethodId, StringComparer.Ordinal)
            .Select(move => GiftCardBalance.Add(order, move.Method!.PaymentMethodId, move.AmountMinor));
        return new(OrderDetails.ToText(after), [OrderStatements.SetPayments(after), .. moves]);
    }

    /// <summary>The payment that is given back, and the method that pays instead.</summary>
    /// <exception cref="ToolException">A rule forbids it; the text says which.</exception>
    public static (PaymentTransaction Paid, PaymentMethod Method) PlanPayment(OrderFacts facts, string paymentMethodId)
    {
        var order = facts.Order;
        CheckPending(order);
        var method = facts.FindMethod(paymentMethodId) ?? throw new ToolException($"payment method not found: the customer has no '{paymentMethodId}'");
        if (order.PaymentHistory is not [{ TransactionType: TransactionType.Payment } paid])
        {
            throw new ToolException("there should be exactly one payment for a pending order: the payment method can be changed once");
        }

        if (paid.PaymentMethodId == paymentMethodId)
        {
            throw new ToolException("the new payment method should be different from the current one");
        }

        if (method.BalanceMinor < paid.AmountMinor)
        {
            throw new ToolException(FormattableString.Invariant($"insufficient gift card balance to pay for the order: it costs {Money.ToDollars(paid.AmountMinor):0.00}"));
        }

        return (paid, method);
    }

    /// <exception cref="ToolException">A rule forbids it; the text says which.</exception>
    public static Effect DecideItems(OrderFacts facts, ItemReplacementRequest request)
    {
        var plan = PlanItems(facts, request);
        var settled = new PaymentTransaction
        {
            TransactionType = plan.DifferenceMinor > 0 ? TransactionType.Payment : TransactionType.Refund,
            AmountMinor = Math.Abs(plan.DifferenceMinor),
            PaymentMethodId = plan.PaymentMethod.PaymentMethodId,
        };
        var after = facts.Order with
        {
            Status = OrderStatus.PendingItemModified,
            Items = plan.Items,
            PaymentHistory = [.. facts.Order.PaymentHistory, settled],
        };
        NpgsqlBatchCommand[] moves = plan.PaymentMethod.Source is PaymentSource.GiftCard
            ? [GiftCardBalance.Add(facts.Order, plan.PaymentMethod.PaymentMethodId, -plan.DifferenceMinor)]
            : [];
        return new(OrderDetails.ToText(after), [OrderStatements.SetItems(after), .. moves]);
    }

    /// <exception cref="ToolException">A rule forbids it; the text says which.</exception>
    public static ItemReplacement PlanItems(OrderFacts facts, ItemReplacementRequest request)
    {
        CheckPending(facts.Order);
        return ItemReplacement.Plan(facts, request);
    }

    private static void CheckPending(Order order)
    {
        if (order.Status is not OrderStatus.Pending)
        {
            throw new ToolException($"non-pending order cannot be modified: {order.OrderId} is {WireName<OrderStatus>.Of(order.Status)}");
        }
    }
}
