using Agent.Host.Models.Offline.BackOffice;
using Agent.Host.Models.Offline.Language;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Swaps items for other variants of the same product: an exchange once delivered, a modification while pending.</summary>
internal static class ExchangeRule
{
    private const int MostVariantsShown = 6;

    public static void Apply(Turn turn, Request request)
    {
        if (!turn.Tools.Has(ToolNames.Exchange) && !turn.Tools.Has(ToolNames.ModifyItems))
        {
            HandOver.Apply(turn, request, "exchange items for other variants");
            return;
        }

        if (!OrderLookup.HasOrders(turn, request) || !OrderLookup.HasCustomer(turn))
            return;
        var targets = Targets.Of(request, turn.Facts);
        if (targets.Count == 0)
        {
            MissingOrders.Explain(turn, request);
        }
        else if (targets.Count > 1 && !request.Has(Concept.Everything) && !(targets[0].NamesItems && Targets.IsSpread(targets)))
        {
            turn.Ask("I found more than one order this could be about. " + Wording.WhichOrder(targets.Select(t => t.Order)));
        }
        else
        {
            foreach (var target in targets)
            {
                if (request.OutcomeFor(target.Order.Id) is { State: OutcomeState.Done })
                    continue;
                if (!Work(turn, request, target))
                    return;
            }
        }
    }

    /// <returns>Whether there is nothing more to do for this order, so that the next one comes up.</returns>
    private static bool Work(Turn turn, Request request, Target target)
    {
        var order = target.Order;
        var tool = order.IsDelivered ? ToolNames.Exchange : order.Status is "pending" ? ToolNames.ModifyItems : null;
        if (tool is null || !turn.Tools.Has(tool))
        {
            turn.Say($"Order {order.Id} is {order.Status}, so I cannot swap its items.");
            request.IsClosed = true;
            return true;
        }

        var items = target.NamesItems ? target.Items : order.Items.Length == 1 || request.Has(Concept.Everything) ? [.. order.Items] : [];
        if (items.Count == 0)
        {
            turn.Ask($"Which item of order {order.Id} would you like to swap, and for what?{Wording.Bullets(order.Items.Select(i => i.Described))}");
            return false;
        }

        if (!HasProducts(turn, items) || Choose(turn, request, items) is not { } chosen || Method(turn, request, order, items, chosen) is not { } method)
            return false;
        return !Proposal.Make(turn, request, order.Id, tool, ("order_id", order.Id), ("item_ids", items.Select(i => i.Id).ToArray()),
            ("new_item_ids", chosen.Select(i => i.Id).ToArray()), ("payment_method_id", method));
    }

    private static bool HasProducts(Turn turn, List<ItemView> items)
    {
        var missing = items.Select(i => i.ProductId).Distinct().Where(id => turn.Facts.Product(id) is null).ToList();
        if (missing.Count == 0)
            return true;
        var isCalled = missing.Count(id => turn.Call(ToolNames.GetProduct, ("product_id", id)));
        if (isCalled == 0)
            turn.Say("I cannot look up the variants of that product at the moment.");
        return false;
    }

    private static List<ItemView>? Choose(Turn turn, Request request, List<ItemView> items)
    {
        var chosen = new List<ItemView>();
        foreach (var item in items)
        {
            var product = turn.Facts.Product(item.ProductId)!;
            var others = turn.Facts.Orders.SelectMany(o => o.Items).ToList();
            var found = VariantChoice.IsSaid(request, item, product, others) ? VariantChoice.Find(request, item, product, others) : [];
            if (found.Count == 1)
            {
                chosen.Add(found[0]);
                continue;
            }

            Ask(turn, item, product, found, VariantChoice.IsSaid(request, item, product, others));
            return null;
        }

        return chosen;
    }

    private static void Ask(Turn turn, ItemView item, ProductView product, List<ItemView> found, bool isSaid)
    {
        var shown = (found.Count > 0 ? found : product.Variants.Where(v => v.Available && v.Id != item.Id)).ToList();
        var lead = found.Count > 0 ? "Several variants fit that." : isSaid ? $"That variant of the {item.Name} is not available." : $"You have the {item.Described}.";
        var more = shown.Count > MostVariantsShown ? $"\n- and {shown.Count - MostVariantsShown} more" : "";
        turn.Ask(shown.Count == 0
            ? $"{lead} There is no other variant available at the moment. Would you like me to leave it as it is?"
            : $"{lead} Which one would you like instead?{Wording.Bullets(shown.Take(MostVariantsShown).Select(v => $"{v.OptionsSpoken}, {Money.Format(v.Price)}"))}{more}");
    }

    private static string? Method(Turn turn, Request request, OrderView order, List<ItemView> items, List<ItemView> chosen)
    {
        var customer = turn.Facts.Customer!;
        var difference = chosen.Sum(i => i.Price) - items.Sum(i => i.Price);
        if (RefundMethod.Wanted(request.Payments, customer, order) is { } wanted)
            return wanted;
        if (customer.PaymentMethods.Length <= 1 || difference == 0)
            return order.PaidWith ?? customer.PaymentMethods.FirstOrDefault()?.Id;
        var ways = Wording.List(customer.PaymentMethods.OrderByDescending(m => m.Id == order.PaidWith).Select(m => m.Id == order.PaidWith ? $"{m.Spoken}, which you paid with" : m.Spoken), "or");
        turn.Ask(difference > 0
            ? $"The new selection ({Wording.Items(chosen)}) costs {Money.Format(difference)} more. Which payment method should be used: {ways}?"
            : $"The new selection ({Wording.Items(chosen)}) costs {Money.Format(-difference)} less. Where should the difference go: {ways}?");
        return null;
    }
}
