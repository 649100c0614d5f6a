using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence;

internal sealed class DigestProgressConfiguration : IEntityTypeConfiguration<DigestProgressEntity>
{
    public void Configure(EntityTypeBuilder<DigestProgressEntity> builder)
    {
        builder.ToTable("digest_progress");
        builder.HasKey(p => new { p.Tenant, p.Name }).HasName("pk_digest_progress");
        builder.Property(p => p.Tenant).HasColumnName("tenant");
        builder.Property(p => p.Name).HasColumnName("name");
        builder.Property(p => p.Upto).HasColumnName("upto");
    }
}
