using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Host.Security.People;

internal sealed class CustomerKeyConfiguration : IEntityTypeConfiguration<CustomerKeyEntity>
{
    public void Configure(EntityTypeBuilder<CustomerKeyEntity> builder)
    {
        builder.ToTable("customer_keys");
        builder.HasKey(key => new { key.Tenant, key.CustomerId }).HasName("pk_customer_keys");
        builder.Property(key => key.Tenant).HasColumnName("tenant");
        builder.Property(key => key.CustomerId).HasColumnName("customer_id");
        builder.Property(key => key.KeyId).HasColumnName("key_id");
        builder.Property(key => key.Key).HasColumnName("key");
        builder.Property(key => key.CreatedAt).HasColumnName("created_at");
        builder.HasIndex(key => new { key.Tenant, key.KeyId }).IsUnique().HasDatabaseName("ux_customer_keys_key_id");
    }
}
