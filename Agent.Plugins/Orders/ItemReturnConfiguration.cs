using Agent.Plugins.BackOffice;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Plugins.Orders;

internal sealed class ItemReturnConfiguration : IEntityTypeConfiguration<ItemReturn>
{
    public void Configure(EntityTypeBuilder<ItemReturn> builder)
    {
        builder.ToTable("returns", table =>
        {
            table.HasCheckConstraint("ck_returns_kind", "kind IN ('return', 'exchange')");
            table.HasCheckConstraint("ck_returns_new_item_ids", "(kind = 'exchange') = (new_item_ids IS NOT NULL)");
        });
        builder.HasKey(r => new { r.Tenant, r.OrderId }).HasName("pk_returns");
        builder.HasOne<Order>().WithOne(o => o.Return).HasForeignKey<ItemReturn>(r => new { r.Tenant, r.OrderId })
            .HasConstraintName("fk_returns_order").OnDelete(DeleteBehavior.Cascade);

        builder.Property(r => r.Tenant).HasColumnName("tenant");
        builder.Property(r => r.OrderId).HasColumnName("order_id");
        builder.Property(r => r.Kind).HasColumnName("kind").IsEnumText();
        builder.Property(r => r.ItemIds).HasColumnName("item_ids");
        builder.Property(r => r.NewItemIds).HasColumnName("new_item_ids");
        builder.Property(r => r.PaymentMethodId).HasColumnName("payment_method_id");
        builder.Property(r => r.AmountMinor).HasColumnName("amount_minor");
        builder.Property(r => r.RequestedAt).HasColumnName("requested_at");
    }
}
