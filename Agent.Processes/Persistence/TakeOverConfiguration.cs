using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence;

internal sealed class TakeOverConfiguration : IEntityTypeConfiguration<TakeOverEntity>
{
    public void Configure(EntityTypeBuilder<TakeOverEntity> builder)
    {
        builder.ToTable("takeovers", table => table.HasCheckConstraint("ck_takeovers_release", "(released_by IS NULL) = (released_at IS NULL)"));
        builder.HasKey(t => new { t.Tenant, t.ConversationId, t.Superstep }).HasName("pk_takeovers");
        builder.Property(t => t.Tenant).HasColumnName("tenant");
        builder.Property(t => t.ConversationId).HasColumnName("conversation_id");
        builder.Property(t => t.Superstep).HasColumnName("superstep").ValueGeneratedNever();
        builder.Property(t => t.ClaimedBy).HasColumnName("claimed_by");
        builder.Property(t => t.ClaimedAt).HasColumnName("claimed_at");
        builder.Property(t => t.Reason).HasColumnName("reason");
        builder.Property(t => t.ReleasedBy).HasColumnName("released_by");
        builder.Property(t => t.ReleasedAt).HasColumnName("released_at");
        builder.Property(t => t.Note).HasColumnName("note");
        // Whoever claims at the same instant, one of them holds.
        builder.HasIndex(t => new { t.Tenant, t.ConversationId }).HasDatabaseName("ux_takeovers_open").IsUnique().HasFilter("released_at IS NULL");
    }
}
