using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence;

internal sealed class ReplayItemConfiguration : IEntityTypeConfiguration<ReplayItemEntity>
{
    public void Configure(EntityTypeBuilder<ReplayItemEntity> builder)
    {
        builder.ToTable("replay_items");
        builder.HasKey(i => new { i.Tenant, i.RunId, i.Number }).HasName("pk_replay_items");
        builder.Property(i => i.Tenant).HasColumnName("tenant");
        builder.Property(i => i.RunId).HasColumnName("run_id");
        builder.Property(i => i.Number).HasColumnName("number").ValueGeneratedNever();
        builder.Property(i => i.SourceId).HasColumnName("source_id");
        builder.Property(i => i.Source).HasColumnName("source").HasColumnType("json");
        builder.Property(i => i.Result).HasColumnName("result").HasColumnType("json");
        builder.Property(i => i.ClaimedBy).HasColumnName("claimed_by");
        builder.Property(i => i.ClaimedUntil).HasColumnName("claimed_until");
        builder.HasIndex(i => new { i.Tenant, i.RunId, i.Number }).HasDatabaseName("ix_replay_items_open").HasFilter("result IS NULL");
        builder.HasIndex(i => new { i.Tenant, i.RunId, i.Number }, "ix_replay_items_changed").HasFilter("result ->> 'verdict' <> 'same'");
        builder.HasOne<ReplayRunEntity>().WithMany().HasForeignKey(i => new { i.Tenant, i.RunId }).HasConstraintName("fk_replay_items_run").OnDelete(DeleteBehavior.Cascade);
    }
}
