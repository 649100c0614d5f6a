using Agent.Host.Models.Offline.Language;
using Agent.Host.Models.Offline.Reading;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Damaged items, parcels that did not come, and "change my order": finds out what should be done about it.</summary>
internal static class ProblemRule
{
    public static void Apply(Turn turn, Request request)
    {
        if (request.Kind is RequestKind.NotReceived)
            NotReceived(turn, request);
        else if (request.Kind is RequestKind.Modify)
            Modify(turn, request);
        else if (request.Has(Concept.Danger))
            HandOver.Apply(turn, request, "judge a safety problem");
        else
            turn.Ask($"I am sorry to hear that. {Questions.WhatToDo}: return it for a refund, or exchange it?");
    }

    private static void Modify(Turn turn, Request request)
    {
        if (turn.Tools.Has(ToolNames.ModifyItems) || turn.Tools.Has(ToolNames.ModifyAddress))
            turn.Ask("What should change: an item, the delivery address, or the payment method?");
        else
            HandOver.Apply(turn, request, "change an order");
    }

    private static void NotReceived(Turn turn, Request request)
    {
        if (!OrderLookup.HasOrders(turn, request))
            return;
        var targets = Targets.Of(request, turn.Facts);
        if (targets.Count == 0)
        {
            MissingOrders.Explain(turn, request);
        }
        else if (targets.Count > 1 && !request.Has(Concept.LastOrder))
        {
            turn.Ask("I am sorry about that. " + Wording.WhichOrder(targets.Select(t => t.Order)));
        }
        else if (targets[0].Order.IsDelivered)
        {
            // The records say delivered and the customer says no: only a person can sort that out with the carrier.
            HandOver.Apply(turn, request, $"find out what happened to order {targets[0].Order.Id}, which is marked as delivered");
        }
        else
        {
            request.IsClosed = true;
            turn.Say(StatusAnswer.Describe(targets[0].Order, turn.Facts));
        }
    }
}
