using Agent.Host.Models.Offline.BackOffice;
using Agent.Host.Models.Offline.Language;
using Agent.Host.Models.Offline.Reading;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Works out which orders, and which items in them, a request means.</summary>
internal static class Targets
{
    /// <summary>More than one target with the same items named in each means: the customer has to say which order.</summary>
    public static List<Target> Of(Request request, Facts facts)
    {
        var scope = Scope(request, facts, out var isExplicit);
        var targets = scope.Select(order => new Target(order, ItemsIn(request, order, scope))).ToList();
        var naming = targets.Where(t => t.NamesItems).ToList();
        if (naming.Count > 0)
            return isExplicit ? naming : Narrow(request, naming);
        if (!isExplicit && request.OrderIds.Any())
            return []; // Only numbers that are not on the account.
        if (isExplicit || targets.Count <= 1)
            return targets;
        if (request.Has(Concept.LastOrder) || request.Has(Concept.Latest))
            return [targets[0]];
        if (request.Before is { } before && Of(before, facts) is { Count: 1 } same && scope.Contains(same[0].Order))
            return [new Target(same[0].Order, RefersBack(request) ? same[0].Items : [])];
        var fitting = targets.Where(t => Fits(request, t.Order)).ToList();
        if (fitting.Count > 0)
            return fitting;
        var alive = targets.Where(t => t.Order.Status is not "cancelled").ToList();
        return alive.Count > 0 ? alive : targets;
    }

    /// <summary>Whether an order's status suits what is asked; one whose change this very request made still does.</summary>
    public static bool Fits(Request request, OrderView order)
    {
        if (request.Outcomes.Exists(o => o.OrderId == order.Id && o.State is OutcomeState.Done))
            return true;
        return request.Kind switch
        {
            RequestKind.Return or RequestKind.Problem or RequestKind.RefundOnly => order.IsDelivered,
            RequestKind.Cancel or RequestKind.ChangeAddress or RequestKind.ChangePayment or RequestKind.Modify => order.IsPending,
            RequestKind.Exchange or RequestKind.Refund or RequestKind.StoreCredit => order.IsDelivered || order.IsPending,
            RequestKind.NotReceived => !order.IsPending,
            RequestKind.OrderStatus => order.Status is not ("delivered" or "cancelled"),
            _ => true,
        };
    }

    private static List<OrderView> Scope(Request request, Facts facts, out bool isExplicit)
    {
        var named = OrderLookup.NamedOrders(request).Select(facts.Order).OfType<OrderView>().ToList();
        isExplicit = named.Count > 0;
        return isExplicit ? named : OrderLookup.LatestFirst(facts);
    }

    /// <summary>Several orders hold what was named: those the request can work on come first, then the latest if "last" was said.</summary>
    private static List<Target> Narrow(Request request, List<Target> naming)
    {
        var fitting = naming.Where(t => Fits(request, t.Order)).ToList();
        var left = fitting.Count > 0 ? fitting : naming;
        if (left.Count == 1 || IsSpread(left))
            return left;
        return request.Has(Concept.LastOrder) || request.Has(Concept.Latest) ? [left[0]] : left;
    }

    /// <summary>Different things in different orders ("the boots and the lamp") are all meant; the same thing twice is a question.</summary>
    public static bool IsSpread(List<Target> targets)
    {
        for (var i = 1; i < targets.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (targets[i].Items.Exists(item => targets[j].Items.Exists(other => other.Name == item.Name)))
                    return false;
            }
        }

        return true;
    }

    private static List<ItemView> ItemsIn(Request request, OrderView order, List<OrderView> scope)
    {
        var chosen = new List<ItemView>();
        foreach (var part in request.Parts)
        {
            var named = ItemMatcher.Match(part, order.Items, byOptions: request.Kind is not RequestKind.Exchange);
            if (named.Count == 0 && !part.Excludes && part.Has(Concept.Everything) && scope.Count == 1)
                named = [.. order.Items];
            if (part.Excludes)
            {
                if (chosen.Count == 0 && part.Has(Concept.Except) && named.Count > 0)
                    chosen.AddRange(order.Items);
                chosen.RemoveAll(named.Contains);
                continue;
            }

            if (named.Count > 0 && part.Has(Concept.Instead))
                chosen.Clear();
            // An answer such as "the blue one" chooses among what was named before.
            if (chosen.Count > named.Count && named.Count > 0 && named.TrueForAll(chosen.Contains) && !NamesByName(part, named))
                chosen.Clear();
            foreach (var item in named)
            {
                if (!chosen.Contains(item))
                    chosen.Add(item);
            }
        }

        return chosen;
    }

    private static bool NamesByName(Segment part, List<ItemView> items) =>
        items.Exists(item => ItemMatcher.Match(part, [item with { Options = [] }]).Count > 0) && part.Has(Concept.Also);

    private static bool RefersBack(Request request) => !request.Has(Concept.Everything) && !request.Has(Concept.Order);
}
