using Agent.Plugins.BackOffice;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Plugins.Refunds;

internal sealed class RefundConfiguration : IEntityTypeConfiguration<Refund>
{
    public void Configure(EntityTypeBuilder<Refund> builder)
    {
        builder.ToTable("refunds", table =>
        {
            table.HasCheckConstraint("ck_refunds_target", "target IN ('original_payment', 'store_credit')");
            table.HasCheckConstraint("ck_refunds_amount", "amount_minor > 0");
        });
        builder.HasKey(r => new { r.Tenant, r.RefundId }).HasName("pk_refunds");
        builder.HasIndex(r => new { r.Tenant, r.CustomerId, r.CreatedAt }).HasDatabaseName("ix_refunds_customer");

        builder.Property(r => r.Tenant).HasColumnName("tenant");
        builder.Property(r => r.RefundId).HasColumnName("refund_id");
        builder.Property(r => r.CustomerId).HasColumnName("customer_id");
        builder.Property(r => r.OrderId).HasColumnName("order_id");
        builder.Property(r => r.Target).HasColumnName("target").IsEnumText();
        builder.Property(r => r.AmountMinor).HasColumnName("amount_minor");
        builder.Property(r => r.Reason).HasColumnName("reason");
        builder.Property(r => r.CreatedAt).HasColumnName("created_at");
    }
}
