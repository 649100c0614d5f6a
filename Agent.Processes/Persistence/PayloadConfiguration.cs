using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence;

internal sealed class PayloadConfiguration : IEntityTypeConfiguration<PayloadEntity>
{
    public void Configure(EntityTypeBuilder<PayloadEntity> builder)
    {
        builder.ToTable("payloads");
        builder.HasKey(p => new { p.Tenant, p.ConversationId, p.Hash }).HasName("pk_payloads");
        builder.Property(p => p.Tenant).HasColumnName("tenant");
        builder.Property(p => p.ConversationId).HasColumnName("conversation_id");
        builder.Property(p => p.Hash).HasColumnName("hash");
        builder.Property(p => p.Body).HasColumnName("body").HasColumnType("json");
    }
}
