using Npgsql;

namespace Agent.Plugins.Refunds;

/// <summary>A customer's credit with the shop: a gift card of a fixed id, made when the first credit is given, so that it can be spent like any other.</summary>
internal static class StoreCredit
{
    /// <summary>The same for every customer; payment methods are keyed by customer.</summary>
    public const string MethodId = "store_credit";

    private const string Add = """
        INSERT INTO backoffice.payment_methods AS p (tenant, customer_id, payment_method_id, source, balance_minor) VALUES ($1, $2, 'store_credit', 'gift_card', $3)
        ON CONFLICT ON CONSTRAINT pk_payment_methods DO UPDATE SET balance_minor = p.balance_minor + excluded.balance_minor
        """;

    public static NpgsqlBatchCommand Give(string tenant, string customerId, long amountMinor) => new(Add)
    {
        Parameters = { new() { Value = tenant }, new() { Value = customerId }, new() { Value = amountMinor } },
    };
}
