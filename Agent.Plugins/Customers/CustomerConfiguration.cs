using Agent.Plugins.BackOffice;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Plugins.Customers;

internal sealed class CustomerConfiguration : IEntityTypeConfiguration<Customer>
{
    public void Configure(EntityTypeBuilder<Customer> builder)
    {
        builder.ToTable("customers", table =>
        {
            table.HasCheckConstraint("ck_customers_tier", "tier IN ('standard', 'gold')");
            table.HasCheckConstraint("ck_customers_email", "email = lower(email)");
        });
        builder.HasKey(c => new { c.Tenant, c.CustomerId }).HasName("pk_customers");
        builder.HasIndex(c => new { c.Tenant, c.Email }).IsUnique().HasDatabaseName("ux_customers_email");
        builder.HasIndex(c => new { c.Tenant, c.NameKey }).HasDatabaseName("ix_customers_name");

        builder.Property(c => c.Tenant).HasColumnName("tenant");
        builder.Property(c => c.CustomerId).HasColumnName("customer_id");
        builder.Property(c => c.Tier).HasColumnName("tier").IsEnumText();
        builder.Property(c => c.FirstName).HasColumnName("first_name");
        builder.Property(c => c.LastName).HasColumnName("last_name");
        builder.Property(c => c.Email).HasColumnName("email");
        builder.Property(c => c.NameKey).HasColumnName("name_key");
        builder.ComplexProperty(c => c.Address, address => address.HasAddressColumns());
        builder.Property(c => c.Version).IsRowVersion();
    }
}
