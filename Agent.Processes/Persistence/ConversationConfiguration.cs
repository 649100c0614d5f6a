using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence;

internal sealed class ConversationConfiguration : IEntityTypeConfiguration<ConversationEntity>
{
    public void Configure(EntityTypeBuilder<ConversationEntity> builder)
    {
        builder.ToTable("conversations", table => table.HasCheckConstraint(
            "ck_conversations_owner_has_lease", "(owner IS NULL) = (lease_until IS NULL)"));
        builder.HasKey(c => new { c.Tenant, c.Id }).HasName("pk_conversations");
        // Every turn updates the row twice: room on its page keeps the updates off the indexes.
        builder.HasStorageParameter("fillfactor", 70);
        builder.Property(c => c.Tenant).HasColumnName("tenant");
        builder.Property(c => c.Id).HasColumnName("id");
        builder.Property(c => c.Workflow).HasColumnName("workflow");
        builder.Property(c => c.WorkflowVersion).HasColumnName("workflow_version");
        builder.Property(c => c.CustomerId).HasColumnName("customer_id");
        builder.Property(c => c.Channel).HasColumnName("channel");
        builder.Property(c => c.Metadata).HasColumnName("metadata").HasColumnType("json");
        builder.Property(c => c.Status).HasColumnName("status").HasConversion(StoredEnum.Of<ConversationStatus>());
        builder.Property(c => c.Owner).HasColumnName("owner");
        builder.Property(c => c.Epoch).HasColumnName("epoch");
        builder.Property(c => c.LeaseUntil).HasColumnName("lease_until");
        builder.Property(c => c.LastInput).HasColumnName("last_input");
        builder.Property(c => c.LastEvent).HasColumnName("last_event");
        builder.Property(c => c.Turns).HasColumnName("turns");
        builder.Property(c => c.InputTokens).HasColumnName("input_tokens");
        builder.Property(c => c.CachedInputTokens).HasColumnName("cached_input_tokens");
        builder.Property(c => c.OutputTokens).HasColumnName("output_tokens");
        builder.Property(c => c.CostUsd).HasColumnName("cost_usd").HasColumnType("numeric(18,8)");
        builder.Property(c => c.UnpricedCalls).HasColumnName("unpriced_calls").HasDefaultValue(0).ValueGeneratedNever();
        builder.Property(c => c.ToolCalls).HasColumnName("tool_calls");
        builder.Property(c => c.Sandbox).HasColumnName("sandbox").HasDefaultValue(false);
        builder.Property(c => c.ForkedFrom).HasColumnName("forked_from");
        builder.Property(c => c.ForkedAt).HasColumnName("forked_at");
        builder.Property(c => c.Overrides).HasColumnName("overrides").HasColumnType("json");
        builder.Property(c => c.ReadyAt).HasColumnName("ready_at");
        // Always written: the defaults are for replicas of an older version.
        builder.Property(c => c.Priority).HasColumnName("priority").HasConversion<short>().HasDefaultValue(ConversationPriority.Interactive).ValueGeneratedNever();
        builder.Property(c => c.ParkedReason).HasColumnName("parked_reason");
        builder.Property(c => c.ParkedError).HasColumnName("parked_error");
        builder.Property(c => c.Attempts).HasColumnName("attempts").HasDefaultValue(0).ValueGeneratedNever();
        builder.Property(c => c.StuckAt).HasColumnName("stuck_at").HasDefaultValue(0).ValueGeneratedNever();
        builder.Property(c => c.ClaimedBy).HasColumnName("claimed_by");
        builder.Property(c => c.CreatedAt).HasColumnName("created_at");
        builder.Property(c => c.UpdatedAt).HasColumnName("updated_at");
        builder.Property(c => c.JournalRemovedTo).HasColumnName("journal_removed_to");
        builder.HasIndex(c => new { c.Tenant, c.CustomerId, c.Id }).HasDatabaseName("ix_conversations_customer");
        // Sandboxes are few, and go sooner than the rest.
        builder.HasIndex(c => new { c.Tenant, c.Id }).HasDatabaseName("ix_conversations_sandbox").HasFilter("sandbox");
        // The rescue of abandoned conversations looks only at owned ones: the index holds no idle conversation.
        builder.HasIndex(c => c.LeaseUntil).HasDatabaseName("ix_conversations_lease").HasFilter("owner IS NOT NULL");
        // The queue, tenant by tenant. An ordinary turn never enters it.
        builder.HasIndex(c => new { c.Tenant, c.Priority, c.ReadyAt }).HasDatabaseName("ix_conversations_ready").HasFilter("ready_at IS NOT NULL");
        // What is idle is most of them, and what runs is in one of the indexes above.
        builder.HasIndex(c => new { c.Tenant, c.Status, c.Id }).HasDatabaseName("ix_conversations_status").HasFilter("status NOT IN ('idle', 'running')");
        builder.HasIndex(c => new { c.Tenant, c.UpdatedAt }).HasDatabaseName("ix_conversations_parked").HasFilter("parked_reason IS NOT NULL");
    }
}
