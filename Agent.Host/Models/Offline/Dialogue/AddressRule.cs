using Agent.Host.Models.Offline.BackOffice;
using Agent.Host.Models.Offline.Language;
using Agent.Host.Models.Offline.Reading;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Changes where pending orders go, and the address on the profile.</summary>
internal static class AddressRule
{
    private const string WhichAddress = "What is the new address? Please write street, city, state and zip code with commas, such as \"12 Harbor Street, Portland, OR 97201\".";

    public static void Apply(Turn turn, Request request)
    {
        var (profile, orders) = Scope(request);
        var isOffered = (!profile || turn.Tools.Has(ToolNames.ModifyUserAddress)) && (!orders || turn.Tools.Has(ToolNames.ModifyAddress));
        if (!isOffered)
        {
            HandOver.Apply(turn, request, orders ? "change the address of an order" : "change the address on your profile");
            return;
        }

        if (!OrderLookup.HasCustomer(turn) || (NeedsOrders(request, orders) && !OrderLookup.HasOrders(turn, request)))
            return;
        if (Wanted(turn, request) is not { } address)
        {
            turn.Ask(WhichAddress);
            return;
        }

        if (profile && Proposal.Make(turn, request, "", ToolNames.ModifyUserAddress, [("user_id", turn.Facts.CustomerId), .. Fields(address)]))
            return;
        if (orders)
            MoveOrders(turn, request, address);
    }

    /// <summary>"My address" is the profile's; "the order's address", "ship it to" are orders'; "my address and all orders" is both.</summary>
    private static (bool Profile, bool Orders) Scope(Request request)
    {
        var orders = request.Has(Concept.ShippingAddress) || request.Has(Concept.AllOrders) || request.Has(Concept.Order) || request.Has(Concept.LastOrder) || request.OrderIds.Any()
            || request.Parts.Exists(p => p.Words.Is(p.From, "ship") || p.Text.Contains("ship ", StringComparison.OrdinalIgnoreCase));
        var profile = request.Has(Concept.Default) || request.Has(Concept.Profile) || !orders;
        return (profile, orders);
    }

    private static bool NeedsOrders(Request request, bool changesOrders) => changesOrders || request.Has(Concept.Order) || NamesPlaceWithoutStreet(request);

    private static bool NamesPlaceWithoutStreet(Request request) => NewAddress(request) is null;

    private static AddressView? NewAddress(Request request)
    {
        foreach (var part in Enumerable.Reverse(request.Parts))
        {
            if (AddressReader.Read(part.Text) is { } address)
                return address;
        }

        return null;
    }

    private static AddressView? Wanted(Turn turn, Request request)
    {
        if (NewAddress(request) is { } written)
            return written;
        var known = turn.Facts.Orders.Select(o => o.Address).Append(turn.Facts.FirstAddress).Append(turn.Facts.Customer!.Address).OfType<AddressView>().Distinct().ToList();
        // "The Seattle address in my order": a place that one of the known addresses is in.
        var named = known.Where(a => request.Parts.Exists(p => SaysCity(p, a.City) || ItemMatcher.SaysOption(p, a.Address1))).ToList();
        var others = named.Where(a => a != turn.Facts.Customer.Address || !Scope(request).Profile).ToList();
        if (others.Count == 1)
            return others[0];
        if (request.Has(Concept.Previous))
            return turn.Facts.FirstAddress;
        return Scope(request) is { Orders: true } && (request.Has(Concept.Default) || request.Has(Concept.SameAgain) || request.Has(Concept.FreshAddress) && turn.Facts.FirstAddress != turn.Facts.Customer.Address)
            ? turn.Facts.Customer.Address
            : null;
    }

    private static bool SaysCity(Segment part, string city) =>
        ItemMatcher.SaysOption(part, city) || (city is "New York" && (ItemMatcher.SaysOption(part, "nyc") || ItemMatcher.SaysOption(part, "big apple")));

    private static void MoveOrders(Turn turn, Request request, AddressView address)
    {
        var targets = Targets.Of(request, turn.Facts);
        var pending = targets.Where(t => t.Order.IsPending).ToList();
        if (pending.Count == 0)
        {
            turn.Say(targets.Count == 1 ? $"Order {targets[0].Order.Id} is {targets[0].Order.Status}, so its address can no longer be changed." : "None of your orders is still pending, so no address can be changed on them.");
            request.IsClosed = true;
        }
        else if (pending.Count > 1 && !request.Has(Concept.AllOrders) && !request.Has(Concept.Everything) && request.OrderIds.Count() < 2)
        {
            turn.Ask("Which of your pending orders should go there? " + Wording.WhichOrder(pending.Select(t => t.Order)));
        }
        else
        {
            foreach (var (order, _) in pending.Where(t => t.Order.Address != address))
            {
                if (Proposal.Make(turn, request, order.Id, ToolNames.ModifyAddress, [("order_id", order.Id), .. Fields(address)]))
                    return;
            }
        }
    }

    private static (string Name, object? Value)[] Fields(AddressView address) =>
    [
        ("address1", address.Address1), ("address2", address.Address2), ("city", address.City), ("state", address.State), ("country", address.Country), ("zip", address.Zip),
    ];
}
