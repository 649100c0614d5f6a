using Agent.Host.Models.Offline.Language;
using Agent.Host.Models.Offline.Reading;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Refunds without a return, as money or credit. What the customer is entitled to is not decided here: without a wish of theirs the tool chooses by tier.</summary>
internal static class RefundRule
{
    private const int LongestReason = 200;

    public static void Apply(Turn turn, Request request)
    {
        if (!turn.Tools.Has(ToolNames.ProcessRefund))
        {
            HandOver.Apply(turn, request, "refund an order without a return");
            return;
        }

        if (!OrderLookup.HasOrders(turn, request) || !OrderLookup.HasCustomer(turn))
            return;
        var targets = Targets.Of(request, turn.Facts);
        if (targets.Count == 0)
            MissingOrders.Explain(turn, request);
        else if (targets.Count > 1)
            turn.Ask($"I found more than one order this could be about. {Wording.WhichOrder(targets.Select(t => t.Order))}");
        else
            Propose(turn, request, targets[0]);
    }

    private static void Propose(Turn turn, Request request, Target target)
    {
        var order = target.Order;
        if (!order.IsDelivered)
        {
            request.IsClosed = true;
            turn.Say($"Order {order.Id} is {order.Status}; only what was delivered can be refunded without a return.");
            return;
        }

        List<(string Name, object? Value)> arguments = [("order_id", order.Id), ("reason", ReasonOf(request))];
        if (target.NamesItems && target.Items.Count < order.Items.Length)
            arguments.Add(("amount", target.Items.Sum(item => item.Price)));
        if (WantedTarget(request) is { } wanted)
            arguments.Add(("refund_to", wanted));
        Proposal.Make(turn, request, order.Id, ToolNames.ProcessRefund, [.. arguments]);
    }

    /// <summary>The customer's first words: a reason that grew with every message would make the same refund another one each time.</summary>
    private static string ReasonOf(Request request)
    {
        var said = request.Parts[0].Text.Trim();
        return said.Length <= LongestReason ? said : said[..LongestReason];
    }

    private static string? WantedTarget(Request request)
    {
        if (request.Has(Concept.StoreCredit))
            return "store_credit";
        return request.Payments.Exists(wish => wish.Kind is PaymentKind.Original or PaymentKind.Card or PaymentKind.PayPal) ? "original_payment" : null;
    }
}
