using Agent.Host.Models.Offline.BackOffice;
using Agent.Host.Models.Offline.Language;
using Agent.Host.Models.Offline.Reading;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Returns items of delivered orders: which order, which items and where the refund goes are asked for when missing.</summary>
internal static class ReturnRule
{
    public static void Apply(Turn turn, Request request)
    {
        if (!OrderLookup.HasOrders(turn, request) || !OrderLookup.HasCustomer(turn))
            return;
        var targets = Targets.Of(request, turn.Facts);
        if (targets.Count == 0)
        {
            MissingOrders.Explain(turn, request);
        }
        else if (request.Kind is RequestKind.Refund && targets.Exists(t => t.Order.IsPending) && !targets.Exists(t => t.Order.IsDelivered))
        {
            CancelRule.Apply(turn, request);
        }
        else if (targets.Count > 1 && !IsForSeveral(request, targets))
        {
            turn.Ask($"I found more than one order this could be about. {Wording.WhichOrder(targets.Select(t => t.Order))}");
        }
        else
        {
            Propose(turn, request, targets);
        }
    }

    private static bool IsForSeveral(Request request, List<Target> targets) =>
        request.OrderIds.Count() > 1 || request.Has(Concept.AllOrders) || (targets[0].NamesItems && Targets.IsSpread(targets));

    private static void Propose(Turn turn, Request request, List<Target> targets)
    {
        foreach (var target in targets)
        {
            var order = target.Order;
            if (request.OutcomeFor(order.Id) is { State: OutcomeState.Done })
                continue;
            if (!order.IsDelivered)
            {
                NotDelivered(turn, request, order);
                continue;
            }

            if (ChooseItems(turn, request, target) is not { } items || ChooseMethod(turn, request, order, items) is not { } method)
                return;
            if (Proposal.Make(turn, request, order.Id, ToolNames.Return,
                ("order_id", order.Id), ("item_ids", items.Select(i => i.Id).ToArray()), ("payment_method_id", method)))
                return;
        }
    }

    private static List<ItemView>? ChooseItems(Turn turn, Request request, Target target)
    {
        var (order, items) = target;
        if (items.Count == 0 && (order.Items.Length == 1 || IsWholeOrder(request)))
            return [.. order.Items];
        if (items.Count == 0)
        {
            turn.Ask($"Which items of order {order.Id} would you like to return?{Wording.Bullets(order.Items.Select(Priced))}");
            return null;
        }

        var twice = items.GroupBy(item => item.Name).FirstOrDefault(g => g.Count() > 1 && !g.All(i => IsSingledOut(request, i)) && !request.Parts.Exists(p => ItemMatcher.MeansSeveral(p, g.Key)));
        if (twice is null)
            return items;
        turn.Ask($"Order {order.Id} has more than one of these. Which one do you mean, or is it all of them?{Wording.Bullets(twice.Select(Priced))}");
        return null;
    }

    private static bool IsSingledOut(Request request, ItemView item) => request.Parts.Exists(p => p.ItemIds.Contains(item.Id));

    /// <summary>"Return my order", "refund it": everything in it is meant. "Something from my order" is not.</summary>
    private static bool IsWholeOrder(Request request)
    {
        if (request.Kind is RequestKind.Refund || request.Has(Concept.Everything) || request.Has(Concept.Both))
            return true;
        foreach (var part in request.Parts)
        {
            var asked = part.Hits.Find(h => h.Concept is Concept.Return);
            var order = part.Hits.Find(h => h.Concept is Concept.Order or Concept.LastOrder && h.At >= asked.End);
            if (asked.Length > 0 && order.Length > 0 && order.At - asked.End <= 2 && !part.Words.Is(order.At - 1, "from") && !part.Words.Is(order.At - 2, "from"))
                return true;
        }

        return false;
    }

    private static string? ChooseMethod(Turn turn, Request request, OrderView order, List<ItemView> items)
    {
        var customer = turn.Facts.Customer!;
        if (RefundMethod.Wanted(request.Payments, customer, order) is { } wanted)
            return wanted;
        var choices = RefundMethod.Choices(customer, order);
        if (request.Payments.Count == 0 && choices.Count <= 1)
            return choices.Count == 1 ? choices[0].Id : order.PaidWith;
        var unknown = request.Payments.Count > 0 ? "I could not find that payment method on your account. " : "";
        var ways = choices.Select(m => m.Id == order.PaidWith ? $"{m.Spoken}, which you paid with" : m.Spoken);
        turn.Ask($"{unknown}You would like to return {Wording.Items(items)} from order {order.Id}. Where should the refund go: back to {Wording.List(ways, "or to")}?");
        return null;
    }

    private static void NotDelivered(Turn turn, Request request, OrderView order)
    {
        request.IsClosed = true;
        turn.Say(order.IsPending
            ? $"Order {order.Id} has not been delivered yet (it is {order.Status}), so there is nothing to send back. It can still be cancelled: just say so if you would like that."
            : $"Order {order.Id} is {order.Status}; only delivered orders can be returned.");
    }

    private static string Priced(ItemView item) => $"{item.Described}, {Money.Format(item.Price)}";
}
