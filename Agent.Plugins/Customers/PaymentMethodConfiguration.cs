using Agent.Plugins.BackOffice;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Plugins.Customers;

internal sealed class PaymentMethodConfiguration : IEntityTypeConfiguration<PaymentMethod>
{
    public void Configure(EntityTypeBuilder<PaymentMethod> builder)
    {
        builder.ToTable("payment_methods", table =>
        {
            table.HasCheckConstraint("ck_payment_methods_source", "source IN ('credit_card', 'paypal', 'gift_card')");
            table.HasCheckConstraint("ck_payment_methods_balance", "(source = 'gift_card') = (balance_minor IS NOT NULL) AND coalesce(balance_minor, 0) >= 0");
        });
        builder.HasKey(p => new { p.Tenant, p.CustomerId, p.PaymentMethodId }).HasName("pk_payment_methods");
        builder.HasOne<Customer>().WithMany(c => c.PaymentMethods).HasForeignKey(p => new { p.Tenant, p.CustomerId })
            .HasConstraintName("fk_payment_methods_customer").OnDelete(DeleteBehavior.Cascade);

        builder.Property(p => p.Tenant).HasColumnName("tenant");
        builder.Property(p => p.CustomerId).HasColumnName("customer_id");
        builder.Property(p => p.PaymentMethodId).HasColumnName("payment_method_id");
        builder.Property(p => p.Source).HasColumnName("source").IsEnumText();
        builder.Property(p => p.Brand).HasColumnName("brand");
        builder.Property(p => p.LastFour).HasColumnName("last_four");
        builder.Property(p => p.BalanceMinor).HasColumnName("balance_minor");
        builder.Property(p => p.Version).IsRowVersion();
    }
}
