using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence;

internal sealed class LineageConfiguration : IEntityTypeConfiguration<LineageEntity>
{
    public void Configure(EntityTypeBuilder<LineageEntity> builder)
    {
        builder.ToTable("lineage");
        builder.HasKey(l => new { l.Tenant, l.ConversationId, l.Upto }).HasName("pk_lineage");
        builder.Property(l => l.Tenant).HasColumnName("tenant");
        builder.Property(l => l.ConversationId).HasColumnName("conversation_id");
        builder.Property(l => l.Upto).HasColumnName("upto").ValueGeneratedNever();
        builder.Property(l => l.UptoTurn).HasColumnName("upto_turn");
        builder.Property(l => l.UptoEvent).HasColumnName("upto_event");
        builder.Property(l => l.SourceId).HasColumnName("source_id");
        // Whether a conversation may be deleted depends on who refers to it.
        builder.HasIndex(l => new { l.Tenant, l.SourceId }).HasDatabaseName("ix_lineage_source");
    }
}
