using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Host.Privacy.Storage;

internal sealed class ErasureConfiguration : IEntityTypeConfiguration<ErasureEntity>
{
    public void Configure(EntityTypeBuilder<ErasureEntity> builder)
    {
        builder.ToTable("erasures");
        builder.HasKey(e => new { e.Tenant, e.Id }).HasName("pk_erasures");
        builder.Property(e => e.Tenant).HasColumnName("tenant");
        builder.Property(e => e.Id).HasColumnName("id");
        builder.Property(e => e.Subject).HasColumnName("subject");
        builder.Property(e => e.RequestedAt).HasColumnName("requested_at");
        builder.Property(e => e.RequestedBy).HasColumnName("requested_by");
        builder.Property(e => e.Passes).HasColumnName("passes");
        builder.Property(e => e.NextAt).HasColumnName("next_at");
        builder.Property(e => e.Removed).HasColumnName("removed").HasColumnType("json");
        builder.Property(e => e.DoneAt).HasColumnName("done_at");
        builder.HasIndex(e => e.NextAt).HasDatabaseName("ix_erasures_next_at").HasFilter("done_at IS NULL");
    }
}
