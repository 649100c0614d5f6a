using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Host.Security.Audit.Storage;

internal sealed class AuditConfiguration : IEntityTypeConfiguration<AuditEntity>
{
    public void Configure(EntityTypeBuilder<AuditEntity> builder)
    {
        builder.ToTable("audit");
        builder.HasKey(row => new { row.Tenant, row.Number }).HasName("pk_audit");
        builder.Property(row => row.Tenant).HasColumnName("tenant");
        builder.Property(row => row.Number).HasColumnName("number");
        builder.Property(row => row.At).HasColumnName("at");
        builder.Property(row => row.Actor).HasColumnName("actor");
        builder.Property(row => row.Act).HasColumnName("act");
        builder.Property(row => row.Subject).HasColumnName("subject");
        builder.Property(row => row.RequestId).HasColumnName("request_id");
        builder.Property(row => row.Details).HasColumnName("details").HasColumnType("json");
        builder.Property(row => row.Hash).HasColumnName("hash");
    }
}
