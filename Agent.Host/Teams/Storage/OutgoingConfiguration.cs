using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Host.Teams.Storage;

internal sealed class OutgoingConfiguration : IEntityTypeConfiguration<OutgoingEntity>
{
    public void Configure(EntityTypeBuilder<OutgoingEntity> builder)
    {
        builder.ToTable("outbox");
        builder.HasKey(o => new { o.Tenant, o.Number }).HasName("pk_outbox");
        builder.Property(o => o.Tenant).HasColumnName("tenant");
        builder.Property(o => o.Number).HasColumnName("number").UseIdentityAlwaysColumn();
        builder.Property(o => o.Key).HasColumnName("key");
        builder.Property(o => o.ChatId).HasColumnName("chat_id");
        builder.Property(o => o.Body).HasColumnName("body").HasColumnType("jsonb");
        builder.Property(o => o.ApprovalId).HasColumnName("approval_id");
        builder.Property(o => o.Nonce).HasColumnName("nonce");
        builder.Property(o => o.IsOpen).HasColumnName("is_open");
        builder.Property(o => o.Replaces).HasColumnName("replaces");
        builder.Property(o => o.SentId).HasColumnName("sent_id");
        builder.Property(o => o.StreamId).HasColumnName("stream_id");
        builder.Property(o => o.StreamUntil).HasColumnName("stream_until");
        builder.Property(o => o.Shown).HasColumnName("shown");
        builder.Property(o => o.IsDone).HasColumnName("is_done");
        builder.Property(o => o.Failure).HasColumnName("failure");
        builder.Property(o => o.Attempts).HasColumnName("attempts");
        builder.Property(o => o.NextAt).HasColumnName("next_at");
        builder.Property(o => o.CreatedAt).HasColumnName("created_at");
        builder.HasIndex(o => new { o.Tenant, o.Key }).IsUnique().HasDatabaseName("ux_outbox_key");
        builder.HasIndex(o => new { o.Tenant, o.ChatId, o.Number }).HasDatabaseName("ix_outbox_waiting").HasFilter("NOT is_done");
        builder.HasIndex(o => new { o.Tenant, o.ApprovalId }).HasDatabaseName("ix_outbox_open").HasFilter("is_open");
        builder.HasIndex(o => new { o.Tenant, o.SentId }).HasDatabaseName("ix_outbox_sent_id").HasFilter("sent_id IS NOT NULL");
        builder.HasIndex(o => o.CreatedAt).HasDatabaseName("ix_outbox_created_at");
    }
}
