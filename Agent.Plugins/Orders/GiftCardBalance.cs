using Npgsql;

namespace Agent.Plugins.Orders;

/// <summary>Moves money to or from a gift card: by addition and without a row version, because other orders may be paid from the same card at the same moment.</summary>
internal static class GiftCardBalance
{
    // A card that has become too poor in the meantime is not touched, so the call is decided anew and refused.
    private const string Change = """
        UPDATE backoffice.payment_methods SET balance_minor = balance_minor + $1
         WHERE tenant = $2 AND customer_id = $3 AND payment_method_id = $4 AND balance_minor + $1 >= 0
        """;

    /// <param name="order">Whose customer the card belongs to.</param>
    /// <param name="giftCardId">The card.</param>
    /// <param name="amountMinor">In cents; negative takes money from the card.</param>
    public static NpgsqlBatchCommand Add(Order order, string giftCardId, long amountMinor) => new(Change)
    {
        Parameters =
        {
            new() { Value = amountMinor }, new() { Value = order.Tenant }, new() { Value = order.CustomerId }, new() { Value = giftCardId },
        },
    };
}
