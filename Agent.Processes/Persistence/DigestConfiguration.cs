using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence;

internal sealed class DigestConfiguration : IEntityTypeConfiguration<DigestEntity>
{
    public void Configure(EntityTypeBuilder<DigestEntity> builder)
    {
        builder.ToTable("digests");
        builder.HasKey(d => new { d.Tenant, d.ConversationId }).HasName("pk_digests");
        builder.Property(d => d.Tenant).HasColumnName("tenant");
        builder.Property(d => d.ConversationId).HasColumnName("conversation_id");
        builder.Property(d => d.Upto).HasColumnName("upto");
        builder.Property(d => d.CustomerId).HasColumnName("customer_id");
        builder.Property(d => d.Channel).HasColumnName("channel");
        builder.Property(d => d.Sandbox).HasColumnName("sandbox");
        builder.Property(d => d.Status).HasColumnName("status").HasConversion(StoredEnum.Of<ConversationStatus>());
        builder.Property(d => d.Category).HasColumnName("category");
        builder.Property(d => d.Escalated).HasColumnName("escalated");
        builder.Property(d => d.Turns).HasColumnName("turns");
        builder.Property(d => d.ToolCalls).HasColumnName("tool_calls");
        builder.Property(d => d.InputTokens).HasColumnName("input_tokens");
        builder.Property(d => d.OutputTokens).HasColumnName("output_tokens");
        builder.Property(d => d.CostUsd).HasColumnName("cost_usd").HasColumnType("numeric(18,8)");
        builder.Property(d => d.Tools).HasColumnName("tools");
        builder.Property(d => d.Blocked).HasColumnName("blocked");
        builder.Property(d => d.Opening).HasColumnName("opening");
        builder.Property(d => d.LastAt).HasColumnName("last_at");
        builder.Property(d => d.Words).HasColumnName("words");
        builder.HasIndex(d => new { d.Tenant, d.CustomerId, d.ConversationId }).HasDatabaseName("ix_digests_customer");
        builder.HasIndex(d => new { d.Tenant, d.Status, d.ConversationId }).HasDatabaseName("ix_digests_status");
        builder.HasIndex(d => new { d.Tenant, d.Category, d.ConversationId }).HasDatabaseName("ix_digests_category");
        builder.HasIndex(d => d.Tools).HasMethod("gin").HasDatabaseName("ix_digests_tools");
        builder.HasIndex(d => d.Words).HasMethod("gin").HasDatabaseName("ix_digests_words");
    }
}
