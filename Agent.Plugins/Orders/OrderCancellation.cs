using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Customers;
using Agent.Plugins.Effects;
using Npgsql;
using NpgsqlTypes;

namespace Agent.Plugins.Orders;

/// <summary>The rules of cancelling: only what has not been processed, and every payment goes back where it came from.</summary>
internal static class OrderCancellation
{
    private const string UpdateOrder = """
        UPDATE backoffice.orders SET status = $1, cancel_reason = $2, payment_history = $3
         WHERE tenant = $4 AND order_id = $5 AND xmin = $6
        """;

    private static readonly string[] Reasons = ["no longer needed", "ordered by mistake"];

    /// <exception cref="ToolException">It is none of the reasons.</exception>
    public static string ReadReason(string text) =>
        Reasons.FirstOrDefault(reason => reason.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase))
        ?? throw new ToolException($"invalid reason: it must be '{string.Join("' or '", Reasons)}'");

    /// <exception cref="ToolException">The order is not pending.</exception>
    public static Effect Decide(OrderFacts facts, string reason)
    {
        var order = facts.Order;
        if (order.Status is not OrderStatus.Pending)
        {
            throw new ToolException($"non-pending order cannot be cancelled: {order.OrderId} is {WireName<OrderStatus>.Of(order.Status)}");
        }

        PaymentTransaction[] refunds = [.. Refunds(order.PaymentHistory)];
        var cancelled = order with { Status = OrderStatus.Cancelled, CancelReason = reason, PaymentHistory = [.. order.PaymentHistory, .. refunds] };
        var credits = refunds.Where(refund => facts.FindMethod(refund.PaymentMethodId)?.Source is PaymentSource.GiftCard)
            .Select(refund => GiftCardBalance.Add(order, refund.PaymentMethodId, refund.AmountMinor));
        return new(OrderDetails.ToText(cancelled), [Update(cancelled), .. credits]);
    }

    /// <summary>What each method has paid and not got back yet.</summary>
    private static IEnumerable<PaymentTransaction> Refunds(PaymentTransaction[] history) => history
        .GroupBy(entry => entry.PaymentMethodId, entry => entry.TransactionType is TransactionType.Payment ? entry.AmountMinor : -entry.AmountMinor)
        .Select(method => new PaymentTransaction { TransactionType = TransactionType.Refund, AmountMinor = method.Sum(), PaymentMethodId = method.Key })
        .Where(refund => refund.AmountMinor > 0);

    private static NpgsqlBatchCommand Update(Order cancelled) => new(UpdateOrder)
    {
        Parameters =
        {
            new() { Value = WireName<OrderStatus>.Of(cancelled.Status) },
            new() { Value = cancelled.CancelReason },
            new() { Value = BackOfficeJson.ToText(BackOfficeJson.Default.PaymentTransactionArray, cancelled.PaymentHistory), NpgsqlDbType = NpgsqlDbType.Jsonb },
            new() { Value = cancelled.Tenant },
            new() { Value = cancelled.OrderId },
            new() { Value = cancelled.Version, NpgsqlDbType = NpgsqlDbType.Xid },
        },
    };
}
