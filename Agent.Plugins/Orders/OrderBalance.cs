namespace Agent.Plugins.Orders;

/// <summary>What of an order's price the shop still has.</summary>
internal static class OrderBalance
{
    /// <summary>
    /// What each method has paid and not got back yet, in the order of paying. What was given as store credit counts against the methods that paid, the
    /// last one first.
    /// </summary>
    public static IReadOnlyList<PaymentTransaction> PaidBy(Order order)
    {
        var methods = order.PaymentHistory
            .GroupBy(entry => entry.PaymentMethodId, entry => entry.TransactionType is TransactionType.Payment ? entry.AmountMinor : -entry.AmountMinor)
            .Select(method => (Id: method.Key, Left: method.Sum())).ToList();
        var given = -methods.Where(method => method.Left < 0).Sum(method => method.Left);
        var paid = new List<PaymentTransaction>();
        foreach (var (id, left) in methods.Where(method => method.Left > 0).Reverse())
        {
            var covered = Math.Min(left, given);
            given -= covered;
            paid.Insert(0, new() { TransactionType = TransactionType.Payment, AmountMinor = left - covered, PaymentMethodId = id });
        }

        return paid;
    }
}
