using Agent.Host.Models.Offline.BackOffice;
using Agent.Host.Models.Offline.Language;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Makes sure the orders a request may be about are at hand, with no more calls than that takes.</summary>
internal static class OrderLookup
{
    /// <summary>Enough for anybody who writes to support; a longer list would be a cost without use.</summary>
    private const int MostOrders = 20;

    /// <returns>Whether everything needed is known; if not, the turn now calls tools or has said what is wrong.</returns>
    public static bool HasOrders(Turn turn, Request request)
    {
        if (!Identification.IsKnown(turn))
            return false;
        var named = NamedOrders(request).ToList();
        if (named.Count > 0)
        {
            var isLoaded = Load(turn, named);
            if (!isLoaded || named.Exists(id => turn.Facts.Order(id) is not null))
                return isLoaded;
        }

        // With no order number, or only wrong ones, the customer's own list has to say.
        return HasCustomer(turn) && Load(turn, turn.Facts.Customer!.OrderIds.Reverse().Take(MostOrders).Select(OrderIds.Normal));
    }

    public static bool HasCustomer(Turn turn)
    {
        if (!Identification.IsKnown(turn))
            return false;
        if (turn.Facts.Customer is not null)
            return true;
        if (!turn.Call(ToolNames.GetUser, ("user_id", turn.Facts.CustomerId)))
            turn.Say("I cannot reach the customer records at the moment, so I cannot look at your orders. Please try again in a few minutes.");
        return false;
    }

    /// <summary>The order numbers given for a request; "cancel it" takes those of the request before it.</summary>
    public static IEnumerable<string> NamedOrders(Request request)
    {
        var own = request.OrderIds.ToList();
        return own.Count > 0 || request.Before is null || !RefersBack(request) ? own : NamedOrders(request.Before);
    }

    private static bool RefersBack(Request request)
    {
        foreach (var part in request.Parts)
        {
            if (part.Has(Concept.LastOrder) || part.Has(Concept.Another))
                return false;
            for (var at = part.From; at < part.To; at++)
            {
                if (part.Words.Folded(at) is "it" or "that" or "this" or "them" or "those")
                    return true;
            }
        }

        return false;
    }

    private static bool Load(Turn turn, IEnumerable<string> orderIds)
    {
        var isComplete = true;
        foreach (var id in orderIds)
        {
            var signature = Arguments.Signature(ToolNames.GetOrder, new Dictionary<string, object?> { ["order_id"] = id });
            if (turn.Facts.Order(id) is null && turn.Facts.ErrorOf(signature) is null && turn.Call(ToolNames.GetOrder, ("order_id", id)))
                isComplete = false;
        }

        return isComplete;
    }

    /// <summary>The orders at hand, the latest first.</summary>
    public static List<OrderView> LatestFirst(Facts facts)
    {
        var list = facts.Customer?.OrderIds.Select(OrderIds.Normal).ToList() ?? [];
        return [.. facts.Orders.OrderByDescending(o => o.PlacedAt ?? DateTimeOffset.MinValue).ThenByDescending(o => list.IndexOf(o.Id))];
    }
}
