using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Plugins.Calling.Auditing;

internal sealed class ToolAuditConfiguration : IEntityTypeConfiguration<ToolAuditEntry>
{
    public void Configure(EntityTypeBuilder<ToolAuditEntry> builder)
    {
        builder.ToTable("tool_audit");
        builder.HasKey(e => new { e.Tenant, e.EntryId }).HasName("pk_tool_audit");
        builder.Property(e => e.Tenant).HasColumnName("tenant");
        builder.Property(e => e.EntryId).HasColumnName("entry_id").UseIdentityAlwaysColumn();
        builder.Property(e => e.At).HasColumnName("at");
        builder.Property(e => e.Tool).HasColumnName("tool");
        builder.Property(e => e.Caller).HasColumnName("caller");
        builder.Property(e => e.Role).HasColumnName("role");
        builder.Property(e => e.CustomerId).HasColumnName("customer_id");
        builder.Property(e => e.ConversationId).HasColumnName("conversation_id");
        builder.Property(e => e.RequestId).HasColumnName("request_id");
        builder.Property(e => e.IdempotencyKey).HasColumnName("idempotency_key");
        builder.Property(e => e.ArgumentsHash).HasColumnName("arguments_hash");
        builder.Property(e => e.Outcome).HasColumnName("outcome");
        builder.Ignore(e => e.Arguments);
        builder.Property(e => e.DurationMs).HasColumnName("duration_ms");
    }
}
