using Agent.Plugins.BackOffice;
using Npgsql;
using NpgsqlTypes;

namespace Agent.Plugins.Orders;

/// <summary>The writes of a change to a pending order. Each touches one row, or none when the order is no longer the one decided on.</summary>
internal static class OrderStatements
{
    private const string UpdateAddress = """
        UPDATE backoffice.orders SET address1 = $1, address2 = $2, city = $3, country = $4, state = $5, zip = $6
         WHERE tenant = $7 AND order_id = $8 AND xmin = $9
        """;

    private const string UpdatePayments = """
        UPDATE backoffice.orders SET payment_history = $1
         WHERE tenant = $2 AND order_id = $3 AND xmin = $4
        """;

    private const string UpdateItems = """
        UPDATE backoffice.orders SET payment_history = $1, items = $2, status = $3
         WHERE tenant = $4 AND order_id = $5 AND xmin = $6
        """;

    public static NpgsqlBatchCommand SetAddress(Order after) => For(after, UpdateAddress,
        [.. after.Address.ToLines().Select(line => new NpgsqlParameter { Value = line })]);

    public static NpgsqlBatchCommand SetPayments(Order after) => For(after, UpdatePayments, [Payments(after)]);

    public static NpgsqlBatchCommand SetItems(Order after) => For(after, UpdateItems,
    [
        Payments(after),
        Json(BackOfficeJson.ToText(BackOfficeJson.Default.OrderItemArray, after.Items)),
        new() { Value = WireName<OrderStatus>.Of(after.Status) },
    ]);

    private static NpgsqlBatchCommand For(Order after, string sql, NpgsqlParameter[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(values);
        command.Parameters.Add(new() { Value = after.Tenant });
        command.Parameters.Add(new() { Value = after.OrderId });
        command.Parameters.Add(new() { Value = after.Version, NpgsqlDbType = NpgsqlDbType.Xid });
        return command;
    }

    private static NpgsqlParameter Payments(Order after) =>
        Json(BackOfficeJson.ToText(BackOfficeJson.Default.PaymentTransactionArray, after.PaymentHistory));

    private static NpgsqlParameter Json(string text) => new() { Value = text, NpgsqlDbType = NpgsqlDbType.Jsonb };
}
