using Agent.Plugins.BackOffice;
using Npgsql;
using NpgsqlTypes;

namespace Agent.Plugins.Orders;

/// <summary>The writes of a return or an exchange: the order's new status, and what comes back.</summary>
internal static class ItemReturnStatements
{
    private const string UpdateOrder = "UPDATE backoffice.orders SET status = $1 WHERE tenant = $2 AND order_id = $3 AND xmin = $4";

    private const string InsertReturn = """
        INSERT INTO backoffice.returns (tenant, order_id, kind, item_ids, new_item_ids, payment_method_id, amount_minor, requested_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT ON CONSTRAINT pk_returns DO NOTHING
        """;

    public static NpgsqlBatchCommand MoveOrder(Order after) => new(UpdateOrder)
    {
        Parameters =
        {
            new() { Value = WireName<OrderStatus>.Of(after.Status) },
            new() { Value = after.Tenant },
            new() { Value = after.OrderId },
            new() { Value = after.Version, NpgsqlDbType = NpgsqlDbType.Xid },
        },
    };

    public static NpgsqlBatchCommand Insert(ItemReturn returned) => new(InsertReturn)
    {
        Parameters =
        {
            new() { Value = returned.Tenant },
            new() { Value = returned.OrderId },
            new() { Value = WireName<ReturnKind>.Of(returned.Kind) },
            new() { Value = returned.ItemIds },
            new() { Value = (object?)returned.NewItemIds ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            new() { Value = returned.PaymentMethodId },
            new() { Value = returned.AmountMinor },
            new() { Value = returned.RequestedAt },
        },
    };
}
