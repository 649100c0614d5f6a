using Agent.Host.Models.Offline.BackOffice;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Answers "where is my order" and what goes with it from the order itself.</summary>
internal static class StatusAnswer
{
    private const int MostDescribed = 3;

    public static void Apply(Turn turn, Request request)
    {
        if (!OrderLookup.HasOrders(turn, request))
            return;
        var targets = Targets.Of(request, turn.Facts);
        request.IsClosed = targets.Count is > 0 and <= MostDescribed;
        if (targets.Count == 0)
            MissingOrders.Explain(turn, request);
        else if (targets.Count <= MostDescribed)
            turn.Say(string.Join("\n\n", targets.Select(t => Describe(t.Order, turn.Facts))));
        else
            turn.Ask("You have several orders. " + Wording.WhichOrder(targets.Select(t => t.Order)));
    }

    public static string Describe(OrderView order, Facts facts)
    {
        var parts = new List<string> { $"Order {order.Id} is {Status(order)}.", $"It holds {Wording.Items(order.Items)}, {Money.Format(order.Total)} in all." };
        if (order.TrackingIds.Length > 0)
            parts.Add($"Tracking: {string.Join(", ", order.TrackingIds)}.");
        else if (order.IsPending)
            parts.Add("It has not been shipped yet, so there is no tracking number.");
        if (order.Refunded > 0)
            parts.Add($"A refund of {Money.Format(order.Refunded)} is booked to {Method(order.PaidWith, facts)}.");
        if (order.ReturnPaymentMethodId is { } method)
            parts.Add($"The refund for the return is set to go to {Method(method, facts)}.");
        return string.Join(' ', parts);
    }

    private static string Status(OrderView order)
    {
        var placed = order.PlacedAt is { } at ? $" (placed {Wording.Date(at)})" : "";
        return order switch
        {
            { IsDelivered: true, DeliveredAt: { } delivered } => $"delivered, on {Wording.Date(delivered)}",
            { CancelReason: { } reason } => $"{order.Status} (reason: {reason})",
            _ => order.Status + placed,
        };
    }

    private static string Method(string? id, Facts facts) => facts.PaymentMethod(id)?.Spoken ?? "the payment method of the order";
}
