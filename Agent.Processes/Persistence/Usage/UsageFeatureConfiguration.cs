using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence.Usage;

internal sealed class UsageFeatureConfiguration : IEntityTypeConfiguration<UsageFeatureEntity>
{
    public void Configure(EntityTypeBuilder<UsageFeatureEntity> builder)
    {
        builder.ToTable("usage_features");
        builder.HasKey(u => new { u.Tenant, u.Day, u.Feature }).HasName("pk_usage_features");
        builder.Property(u => u.Tenant).HasColumnName("tenant");
        builder.Property(u => u.Day).HasColumnName("day");
        builder.Property(u => u.Feature).HasColumnName("feature");
        builder.HasTotals();
    }
}
