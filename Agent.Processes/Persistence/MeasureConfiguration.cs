using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence;

internal sealed class MeasureConfiguration : IEntityTypeConfiguration<MeasureEntity>
{
    public void Configure(EntityTypeBuilder<MeasureEntity> builder)
    {
        builder.ToTable("measures");
        builder.HasKey(m => new { m.Tenant, m.Day, m.Kind, m.Name, m.Bucket }).HasName("pk_measures");
        builder.Property(m => m.Tenant).HasColumnName("tenant");
        builder.Property(m => m.Day).HasColumnName("day");
        builder.Property(m => m.Kind).HasColumnName("kind");
        builder.Property(m => m.Name).HasColumnName("name");
        builder.Property(m => m.Bucket).HasColumnName("bucket").ValueGeneratedNever();
        builder.Property(m => m.Count).HasColumnName("count");
    }
}
