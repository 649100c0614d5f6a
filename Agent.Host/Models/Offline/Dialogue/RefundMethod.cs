using Agent.Host.Models.Offline.BackOffice;
using Agent.Host.Models.Offline.Reading;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Turns "back to my card" into a payment method id.</summary>
internal static class RefundMethod
{
    /// <summary>The methods a refund for an order can go to: the one it was paid with, and the customer's gift cards.</summary>
    public static List<PaymentMethodView> Choices(CustomerView customer, OrderView order) =>
        [.. customer.PaymentMethods.Where(m => m.Id == order.PaidWith || m.Source is "gift_card").OrderByDescending(m => m.Id == order.PaidWith)];

    /// <summary>The first wish that one method, and only one, answers to; null when none does.</summary>
    public static string? Wanted(IEnumerable<PaymentWish> wishes, CustomerView customer, OrderView order)
    {
        foreach (var wish in wishes)
        {
            var fitting = customer.PaymentMethods.Where(m => Answers(m, wish, order)).ToList();
            if (fitting.Count == 0 && wish.Kind is PaymentKind.Original && order.PaidWith is { } paidWith)
                return paidWith;
            if (fitting.Count == 1)
                return fitting[0].Id;
            if (fitting.Exists(m => m.Id == order.PaidWith))
                return order.PaidWith;
        }

        return null;
    }

    private static bool Answers(PaymentMethodView method, PaymentWish wish, OrderView order) => wish.Kind switch
    {
        PaymentKind.Original => method.Id == order.PaidWith,
        PaymentKind.Card => method.Source is "credit_card",
        PaymentKind.PayPal => method.Source is "paypal",
        PaymentKind.GiftCard => method.Source is "gift_card",
        PaymentKind.Exact => method.Id == wish.Exact || method.LastFour == wish.Exact,
        _ => false,
    };
}
