using Agent.Host.Models.Offline.Language;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Cancels whole orders: which one, and why, are asked for when missing.</summary>
internal static class CancelRule
{
    public static void Apply(Turn turn, Request request)
    {
        if (!OrderLookup.HasOrders(turn, request))
            return;
        var targets = Targets.Of(request, turn.Facts);
        if (targets.Count == 0)
        {
            MissingOrders.Explain(turn, request);
            return;
        }

        var isAll = request.Has(Concept.AllOrders) || request.Has(Concept.Everything) || request.OrderIds.Count() > 1;
        if (targets.Count > 1 && !isAll && !(targets[0].NamesItems && Targets.IsSpread(targets)))
            turn.Ask("I can cancel one of these for you. " + Wording.WhichOrder(targets.Select(t => t.Order)));
        else
            Propose(turn, request, targets);
    }

    public static void Propose(Turn turn, Request request, List<Target> targets)
    {
        foreach (var target in targets)
        {
            var order = target.Order;
            if (request.OutcomeFor(order.Id) is { State: OutcomeState.Done })
                continue;
            if (!order.IsPending)
            {
                NotPending(turn, request, order);
                continue;
            }

            // Only whole orders can be cancelled; somebody who names one of three items must know that before it happens.
            if (IsPartial(request, target) && !IsToldAboutWholeOrder(turn))
            {
                turn.Ask($"Order {order.Id} is still {order.Status}, and I can only cancel it as a whole: {Wording.Items(order.Items)}. What would you like me to do: cancel the whole order, or leave it as it is?");
                return;
            }

            if (request.CancelReason is not { } reason)
            {
                turn.Ask($"I can cancel order {order.Id} ({Wording.List(order.Items.Select(i => i.Name))}). Why would you like to cancel it: {Questions.WhyCancel}");
                return;
            }

            if (Proposal.Make(turn, request, order.Id, ToolNames.Cancel, ("order_id", order.Id), ("reason", reason)))
                return;
        }
    }

    private static bool IsPartial(Request request, Target target)
    {
        if (target.Order.Items.Length == 1 || request.Has(Concept.Everything))
            return false;
        return request.Parts.Exists(p => p.Excludes) || request.Has(Concept.Item)
            || (target.NamesItems && target.Items.Count < target.Order.Items.Length && !request.Has(Concept.Order) && !request.OrderIds.Any());
    }

    private static bool IsToldAboutWholeOrder(Turn turn) => turn.Conversation.LastAnswer.Contains("only cancel it as a whole", StringComparison.Ordinal)
        || turn.Conversation.AnswerBefore.Contains("only cancel it as a whole", StringComparison.Ordinal);

    private static void NotPending(Turn turn, Request request, BackOffice.OrderView order)
    {
        request.IsClosed = true;
        var instead = order.IsDelivered ? " What I can do for a delivered order is a return: tell me if you would like that, and for which items." : "";
        turn.Say($"Order {order.Id} is {order.Status}, so it can no longer be cancelled.{instead}");
    }
}
