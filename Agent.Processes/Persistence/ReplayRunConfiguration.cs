using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence;

internal sealed class ReplayRunConfiguration : IEntityTypeConfiguration<ReplayRunEntity>
{
    public void Configure(EntityTypeBuilder<ReplayRunEntity> builder)
    {
        builder.ToTable("replay_runs");
        builder.HasKey(r => new { r.Tenant, r.Id }).HasName("pk_replay_runs");
        builder.Property(r => r.Tenant).HasColumnName("tenant");
        builder.Property(r => r.Id).HasColumnName("id");
        builder.Property(r => r.Mode).HasColumnName("mode");
        builder.Property(r => r.Status).HasColumnName("status");
        builder.Property(r => r.Spec).HasColumnName("spec").HasColumnType("json");
        builder.Property(r => r.Digest).HasColumnName("digest");
        builder.Property(r => r.CreatedBy).HasColumnName("created_by");
        builder.Property(r => r.CreatedAt).HasColumnName("created_at");
        builder.Property(r => r.FinishedAt).HasColumnName("finished_at");
        builder.Property(r => r.IsJob).HasColumnName("is_job");
        builder.Property(r => r.CancelRequested).HasColumnName("cancel_requested");
        builder.Property(r => r.Error).HasColumnName("error");
        // What is still to be done is looked for all the time, and is always little.
        builder.HasIndex(r => new { r.CreatedAt }).HasDatabaseName("ix_replay_runs_running").HasFilter("status = 'running'");
    }
}
