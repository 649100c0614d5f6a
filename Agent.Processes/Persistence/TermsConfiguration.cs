using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence;

internal sealed class TermsConfiguration : IEntityTypeConfiguration<TermsEntity>
{
    public void Configure(EntityTypeBuilder<TermsEntity> builder)
    {
        builder.ToTable("terms");
        builder.HasKey(t => new { t.Tenant, t.Id }).HasName("pk_terms");
        builder.Property(t => t.Tenant).HasColumnName("tenant");
        builder.Property(t => t.Id).HasColumnName("id");
        builder.Property(t => t.Document).HasColumnName("document");
        builder.Property(t => t.FirstUsedAt).HasColumnName("first_used_at");
    }
}
