using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Host.Security.Tenants;

internal sealed class TenantConfiguration : IEntityTypeConfiguration<TenantEntity>
{
    public void Configure(EntityTypeBuilder<TenantEntity> builder)
    {
        builder.ToTable("tenants");
        builder.HasKey(tenant => tenant.Tenant).HasName("pk_tenants");
        builder.Property(tenant => tenant.Tenant).HasColumnName("tenant");
        builder.Property(tenant => tenant.Name).HasColumnName("name");
        builder.Property(tenant => tenant.CreatedAt).HasColumnName("created_at");
        builder.Property(tenant => tenant.CreatedBy).HasColumnName("created_by");
        builder.Property(tenant => tenant.SuspendedAt).HasColumnName("suspended_at");
        builder.Property(tenant => tenant.SuspendedReason).HasColumnName("suspended_reason");
        builder.Property(tenant => tenant.Version).IsRowVersion();
        builder.Property(tenant => tenant.Settings).HasColumnName("settings").HasColumnType("jsonb");
    }
}
