using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Host.Api.Storage;

internal sealed class BucketConfiguration : IEntityTypeConfiguration<BucketEntity>
{
    public void Configure(EntityTypeBuilder<BucketEntity> builder)
    {
        builder.ToTable("buckets");
        builder.HasKey(b => new { b.Tenant, b.Name }).HasName("pk_buckets");
        builder.Property(b => b.Tenant).HasColumnName("tenant");
        builder.Property(b => b.Name).HasColumnName("name");
        builder.Property(b => b.Capacity).HasColumnName("capacity");
        builder.Property(b => b.Rate).HasColumnName("rate");
        builder.Property(b => b.Owed).HasColumnName("owed");
        builder.Property(b => b.Wanted).HasColumnName("wanted");
        builder.Property(b => b.Granted).HasColumnName("granted");
        builder.Property(b => b.Available).HasColumnName("available");
        builder.Property(b => b.AsOf).HasColumnName("as_of");
    }
}
