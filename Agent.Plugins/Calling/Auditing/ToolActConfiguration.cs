using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Plugins.Calling.Auditing;

internal sealed class ToolActConfiguration : IEntityTypeConfiguration<ToolActEntry>
{
    public void Configure(EntityTypeBuilder<ToolActEntry> builder)
    {
        builder.ToTable("tool_acts");
        builder.HasKey(a => new { a.Tenant, a.ActId }).HasName("pk_tool_acts");
        builder.Property(a => a.Tenant).HasColumnName("tenant");
        builder.Property(a => a.ActId).HasColumnName("act_id").UseIdentityAlwaysColumn();
        builder.Property(a => a.At).HasColumnName("at");
        builder.Property(a => a.Tool).HasColumnName("tool");
        builder.Property(a => a.Caller).HasColumnName("caller");
        builder.Property(a => a.Role).HasColumnName("role");
        builder.Property(a => a.CustomerId).HasColumnName("customer_id");
        builder.Property(a => a.ConversationId).HasColumnName("conversation_id");
        builder.Property(a => a.RequestId).HasColumnName("request_id");
        builder.Property(a => a.IdempotencyKey).HasColumnName("idempotency_key");
        builder.Property(a => a.Arguments).HasColumnName("arguments");
        builder.Property(a => a.Outcome).HasColumnName("outcome");
    }
}
