using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence.Usage;

internal sealed class UsageConversationConfiguration : IEntityTypeConfiguration<UsageConversationEntity>
{
    public void Configure(EntityTypeBuilder<UsageConversationEntity> builder)
    {
        builder.ToTable("usage_conversations");
        builder.HasKey(u => new { u.Tenant, u.Day, u.CustomerId, u.ConversationId }).HasName("pk_usage_conversations");
        builder.Property(u => u.Tenant).HasColumnName("tenant");
        builder.Property(u => u.Day).HasColumnName("day");
        builder.Property(u => u.CustomerId).HasColumnName("customer_id");
        builder.Property(u => u.ConversationId).HasColumnName("conversation_id");
        builder.HasTotals();
        builder.HasIndex(u => new { u.Tenant, u.ConversationId }).HasDatabaseName("ix_usage_conversations_conversation");
    }
}
