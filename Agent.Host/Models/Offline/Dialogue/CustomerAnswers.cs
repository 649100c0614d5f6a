using Agent.Host.Models.Offline.BackOffice;
using Agent.Host.Models.Offline.Language;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Answers questions about the account, products, refunds and returns, as far as the records say anything.</summary>
internal static class CustomerAnswers
{
    public static void Account(Turn turn, Request request)
    {
        if (!OrderLookup.HasCustomer(turn))
            return;
        var customer = turn.Facts.Customer!;
        if (request.Has(Concept.ListOrders) && !request.Has(Concept.Balance))
        {
            if (!OrderLookup.HasOrders(turn, request))
                return;
            turn.Say(customer.OrderIds.Length == 0 ? "There are no orders on your account." : $"These are your orders:{Wording.Bullets(OrderLookup.LatestFirst(turn.Facts).Select(Wording.Line))}");
        }
        else if (request.Has(Concept.Balance))
        {
            var cards = customer.PaymentMethods.Where(m => m.Source is "gift_card").ToList();
            turn.Say(cards.Count == 0 ? "There is no gift card on your account." : string.Join(' ', cards.Select(c => $"The balance of your gift card is {Money.Format(c.Balance ?? 0)}.")));
        }
        else if (request.Has(Concept.Address) || request.Has(Concept.Default))
        {
            turn.Say($"The address on your profile is {customer.Address}.");
        }
        else
        {
            turn.Say($"Your account ({customer.Email}) has these payment methods: {Wording.List(customer.PaymentMethods.Select(m => m.Spoken))}. The address is {customer.Address}.");
        }

        request.IsClosed = true;
    }

    /// <summary>About a product: what the customer's own orders, and the variants of what is in them, can tell.</summary>
    public static void Product(Turn turn, Request request)
    {
        if (!OrderLookup.HasOrders(turn, request))
            return;
        var named = request.Parts.SelectMany(p => ItemMatcher.Match(p, turn.Facts.Orders.SelectMany(o => o.Items))).Distinct().ToList();
        if (named.Count == 0)
        {
            turn.Say("I can only look up products that are in your orders. For anything else, please see the shop's pages.");
            request.IsClosed = true;
            return;
        }

        var products = named.Select(i => i.ProductId).Distinct().Take(3).ToList();
        foreach (var id in products.Where(id => turn.Facts.Product(id) is null))
            turn.Call(ToolNames.GetProduct, ("product_id", id));
        if (turn.Calls.Count > 0)
            return;
        request.IsClosed = true;
        turn.Say($"You ordered {Wording.List(named.Select(i => $"{i.Described} for {Money.Format(i.Price)}"))}.");
        foreach (var product in products.Select(turn.Facts.Product).OfType<ProductView>())
            turn.Say($"Available variants of {product.Name}:{Wording.Bullets(product.Variants.Where(v => v.Available).Take(8).Select(v => $"{v.OptionsSpoken}, {Money.Format(v.Price)}"))}");
    }

    public static void RefundTiming(Turn turn, Request request)
    {
        if (!OrderLookup.HasOrders(turn, request))
            return;
        request.IsClosed = true;
        var refunds = OrderLookup.LatestFirst(turn.Facts).Where(o => o.Refunded > 0 || o.ReturnPaymentMethodId is not null).ToList();
        turn.Say(refunds.Count == 0
            ? "I see no refund and no registered return on your orders."
            : string.Join(' ', refunds.Take(3).Select(o => Refund(o, turn.Facts))) + " How many days that takes is not in the records I can see.");
    }

    public static void ReturnPolicy(Turn turn, Request request)
    {
        request.IsClosed = true;
        turn.Say("Whether an order can still be returned or cancelled is checked when you ask for it, and I tell you the reason if it cannot. Labels, fees and shipping times are not in the records I can see.");
    }

    private static string Refund(OrderView order, Facts facts)
    {
        var method = facts.PaymentMethod(order.ReturnPaymentMethodId ?? order.PaidWith)?.Spoken ?? "the payment method of the order";
        return order.Refunded > 0 ? $"For order {order.Id} a refund of {Money.Format(order.Refunded)} is booked to {method}."
            : $"For order {order.Id} a return is registered (status \"{order.Status}\"); its refund is set to go to {method}.";
    }
}
