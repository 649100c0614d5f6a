using Agent.Plugins.BackOffice;
using Agent.Plugins.Customers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Plugins.Orders;

internal sealed class OrderConfiguration : IEntityTypeConfiguration<Order>
{
    private const string StatusCheck =
        "status IN ('pending', 'pending (item modified)', 'processed', 'delivered', 'cancelled', 'return requested', 'exchange requested')";

    public void Configure(EntityTypeBuilder<Order> builder)
    {
        builder.ToTable("orders", table =>
        {
            table.HasCheckConstraint("ck_orders_status", StatusCheck);
            table.HasCheckConstraint("ck_orders_cancel_reason", "cancel_reason IS NULL OR status = 'cancelled'");
        });
        builder.HasKey(o => new { o.Tenant, o.OrderId }).HasName("pk_orders");
        builder.HasIndex(o => new { o.Tenant, o.CustomerId, o.Sequence }).IsUnique().HasDatabaseName("ux_orders_customer");
        builder.HasOne<Customer>().WithMany(c => c.Orders).HasForeignKey(o => new { o.Tenant, o.CustomerId })
            .HasConstraintName("fk_orders_customer").OnDelete(DeleteBehavior.Restrict);

        builder.Property(o => o.Tenant).HasColumnName("tenant");
        builder.Property(o => o.OrderId).HasColumnName("order_id");
        builder.Property(o => o.CustomerId).HasColumnName("customer_id");
        builder.Property(o => o.Sequence).HasColumnName("sequence");
        builder.Property(o => o.Status).HasColumnName("status").IsEnumText();
        builder.Property(o => o.PlacedAt).HasColumnName("placed_at");
        builder.Property(o => o.DeliveredAt).HasColumnName("delivered_at");
        builder.ComplexProperty(o => o.Address, address => address.HasAddressColumns());
        builder.Property(o => o.Items).HasColumnName("items").IsJsonb(BackOfficeJson.Default.OrderItemArray);
        builder.Property(o => o.Fulfillments).HasColumnName("fulfillments").IsJsonb(BackOfficeJson.Default.FulfillmentArray);
        builder.Property(o => o.PaymentHistory).HasColumnName("payment_history").IsJsonb(BackOfficeJson.Default.PaymentTransactionArray);
        builder.Property(o => o.CancelReason).HasColumnName("cancel_reason");
        builder.Property(o => o.Version).IsRowVersion();
    }
}
