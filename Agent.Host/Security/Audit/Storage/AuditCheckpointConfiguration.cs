using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Host.Security.Audit.Storage;

internal sealed class AuditCheckpointConfiguration : IEntityTypeConfiguration<AuditCheckpointEntity>
{
    public void Configure(EntityTypeBuilder<AuditCheckpointEntity> builder)
    {
        builder.ToTable("audit_checkpoints");
        builder.HasKey(row => new { row.Tenant, row.Number }).HasName("pk_audit_checkpoints");
        builder.Property(row => row.Tenant).HasColumnName("tenant");
        builder.Property(row => row.Number).HasColumnName("number");
        builder.Property(row => row.At).HasColumnName("at");
        builder.Property(row => row.Hash).HasColumnName("hash");
        builder.Property(row => row.KeyId).HasColumnName("key_id");
        builder.Property(row => row.Signature).HasColumnName("signature");
    }
}
