using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence;

internal sealed class ApprovalConfiguration : IEntityTypeConfiguration<ApprovalEntity>
{
    public void Configure(EntityTypeBuilder<ApprovalEntity> builder)
    {
        builder.ToTable("approvals", table => table.HasCheckConstraint(
            "ck_approvals_decision", "status = 'pending' OR (decided_at IS NOT NULL AND decided_by IS NOT NULL)"));
        builder.HasKey(a => new { a.Tenant, a.Id }).HasName("pk_approvals");
        builder.Property(a => a.Tenant).HasColumnName("tenant");
        builder.Property(a => a.Id).HasColumnName("id");
        builder.Property(a => a.ConversationId).HasColumnName("conversation_id");
        builder.Property(a => a.CustomerId).HasColumnName("customer_id");
        builder.Property(a => a.Status).HasColumnName("status").HasConversion(StoredEnum.Of<ApprovalStatus>());
        builder.Property(a => a.Request).HasColumnName("request").HasColumnType("json");
        builder.Property(a => a.Approver).HasColumnName("approver").HasComputedColumnSql("request ->> 'approver'", stored: true);
        builder.Property(a => a.RequestedAt).HasColumnName("requested_at");
        builder.Property(a => a.ExpiresAt).HasColumnName("expires_at");
        builder.Property(a => a.RemindAt).HasColumnName("remind_at");
        builder.Property(a => a.DueAt).HasColumnName("due_at").HasComputedColumnSql("LEAST(expires_at, remind_at)", stored: true);
        builder.Property(a => a.DecidedAt).HasColumnName("decided_at");
        builder.Property(a => a.DecidedBy).HasColumnName("decided_by");
        builder.Property(a => a.Reason).HasColumnName("reason");
        builder.HasIndex(a => new { a.Tenant, a.ConversationId }).HasDatabaseName("ix_approvals_conversation");
        builder.HasIndex(a => new { a.Tenant, a.Status, a.Approver, a.RequestedAt, a.Id }).HasDatabaseName("ix_approvals_list");
        builder.HasIndex(a => a.DueAt).HasDatabaseName("ix_approvals_due").HasFilter("status = 'pending'");
    }
}
