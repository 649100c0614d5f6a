using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Host.Api.Storage;

internal sealed class PlaceConfiguration : IEntityTypeConfiguration<PlaceEntity>
{
    public void Configure(EntityTypeBuilder<PlaceEntity> builder)
    {
        builder.ToTable("places");
        builder.HasKey(p => new { p.Tenant, p.Name, p.Replica }).HasName("pk_places");
        builder.Property(p => p.Tenant).HasColumnName("tenant");
        builder.Property(p => p.Name).HasColumnName("name");
        builder.Property(p => p.Replica).HasColumnName("replica");
        builder.Property(p => p.Count).HasColumnName("count");
        builder.Property(p => p.SeenAt).HasColumnName("seen_at");
    }
}
