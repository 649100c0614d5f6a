using Agent.Plugins.BackOffice;
using Agent.Plugins.Customers;
using Npgsql;
using NpgsqlTypes;

namespace Agent.Plugins.Refunds;

/// <summary>The writes of refunds and credits beside those of the order.</summary>
internal static class RefundStatements
{
    private const string InsertRefund = """
        INSERT INTO backoffice.refunds (tenant, refund_id, customer_id, order_id, target, amount_minor, reason, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT ON CONSTRAINT pk_refunds DO NOTHING
        """;

    // Changes nothing but the row version: of two credits decided on the same sum of earlier ones, one is decided anew.
    private const string TouchCustomer = "UPDATE backoffice.customers SET tier = tier WHERE tenant = $1 AND customer_id = $2 AND xmin = $3";

    public static NpgsqlBatchCommand Insert(Refund refund) => new(InsertRefund)
    {
        Parameters =
        {
            new() { Value = refund.Tenant },
            new() { Value = refund.RefundId },
            new() { Value = refund.CustomerId },
            new() { Value = (object?)refund.OrderId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            new() { Value = WireName<RefundTarget>.Of(refund.Target) },
            new() { Value = refund.AmountMinor },
            new() { Value = refund.Reason },
            new() { Value = refund.CreatedAt },
        },
    };

    public static NpgsqlBatchCommand Touch(Customer customer) => new(TouchCustomer)
    {
        Parameters =
        {
            new() { Value = customer.Tenant }, new() { Value = customer.CustomerId }, new() { Value = customer.Version, NpgsqlDbType = NpgsqlDbType.Xid },
        },
    };
}
