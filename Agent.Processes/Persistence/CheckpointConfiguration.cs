using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence;

internal sealed class CheckpointConfiguration : IEntityTypeConfiguration<CheckpointEntity>
{
    public void Configure(EntityTypeBuilder<CheckpointEntity> builder)
    {
        // No foreign key: every commit already reads and locks its conversation's row, and a second look would cost each of them.
        builder.ToTable("checkpoints", table =>
        {
            table.HasCheckConstraint("ck_checkpoints_supersteps", "last_number >= number");
            table.HasCheckConstraint("ck_checkpoints_payloads", "(payload_places IS NULL) = (payload_hashes IS NULL)");
        });
        builder.HasKey(c => new { c.Tenant, c.ConversationId, c.Number }).HasName("pk_checkpoints");
        builder.Property(c => c.Tenant).HasColumnName("tenant");
        builder.Property(c => c.ConversationId).HasColumnName("conversation_id");
        builder.Property(c => c.Number).HasColumnName("number").ValueGeneratedNever();
        builder.Property(c => c.LastNumber).HasColumnName("last_number");
        builder.Property(c => c.Turn).HasColumnName("turn");
        builder.Property(c => c.EndsTurn).HasColumnName("ends_turn");
        builder.Property(c => c.Epoch).HasColumnName("epoch");
        builder.Property(c => c.LastEvent).HasColumnName("last_event");
        builder.Property(c => c.Needs).HasColumnName("needs");
        builder.Property(c => c.Events).HasColumnName("events").HasColumnType("json");
        builder.Property(c => c.Body).HasColumnName("body").HasColumnType("json");
        builder.Property(c => c.CommittedAt).HasColumnName("committed_at");
        builder.Property(c => c.PayloadPlaces).HasColumnName("payload_places");
        builder.Property(c => c.PayloadHashes).HasColumnName("payload_hashes");
        // Finds what was committed lately. It holds no row, but what lies in a stretch of pages: an insert costs it nothing. New stretches are to get in soon, not with the next vacuum.
        builder.HasIndex(c => c.CommittedAt).HasMethod("brin").HasStorageParameter("autosummarize", true).HasDatabaseName("ix_checkpoints_committed");
        builder.Property(c => c.JournalRemoved).HasColumnName("journal_removed").HasDefaultValue(false);
    }
}
