using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Host.Security.Audit.Storage;

internal sealed class AuditBeginningConfiguration : IEntityTypeConfiguration<AuditBeginningEntity>
{
    public void Configure(EntityTypeBuilder<AuditBeginningEntity> builder)
    {
        builder.ToTable("audit_beginnings");
        builder.HasKey(row => row.Tenant).HasName("pk_audit_beginnings");
        builder.Property(row => row.Tenant).HasColumnName("tenant");
        builder.Property(row => row.Number).HasColumnName("number");
        builder.Property(row => row.At).HasColumnName("at");
        builder.Property(row => row.Hash).HasColumnName("hash");
        builder.Property(row => row.KeyId).HasColumnName("key_id");
        builder.Property(row => row.Signature).HasColumnName("signature");
    }
}
