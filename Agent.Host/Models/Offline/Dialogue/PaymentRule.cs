namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Changes how a pending order is paid.</summary>
internal static class PaymentRule
{
    public static void Apply(Turn turn, Request request)
    {
        if (!turn.Tools.Has(ToolNames.ModifyPayment))
        {
            HandOver.Apply(turn, request, "change the payment method of an order");
            return;
        }

        if (!OrderLookup.HasOrders(turn, request) || !OrderLookup.HasCustomer(turn))
            return;
        var targets = Targets.Of(request, turn.Facts).Where(t => t.Order.IsPending).ToList();
        if (targets.Count == 0)
        {
            turn.Say("The payment method can only be changed while an order is pending, and I found no pending order that this fits.");
            request.IsClosed = true;
        }
        else if (targets.Count > 1)
        {
            turn.Ask("The payment method of which order should change? " + Wording.WhichOrder(targets.Select(t => t.Order)));
        }
        else if (RefundMethod.Wanted(request.Payments, turn.Facts.Customer!, targets[0].Order) is { } method)
        {
            Proposal.Make(turn, request, targets[0].Order.Id, ToolNames.ModifyPayment, ("order_id", targets[0].Order.Id), ("payment_method_id", method));
        }
        else
        {
            var others = turn.Facts.Customer!.PaymentMethods.Where(m => m.Id != targets[0].Order.PaidWith).Select(m => m.Spoken);
            turn.Ask($"How would you like to pay for order {targets[0].Order.Id} instead: {Wording.List(others, "or")}?");
        }
    }
}
