using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence;

internal sealed class ReplayCountConfiguration : IEntityTypeConfiguration<ReplayCountEntity>
{
    public void Configure(EntityTypeBuilder<ReplayCountEntity> builder)
    {
        builder.ToTable("replay_counts");
        builder.HasKey(c => new { c.Tenant, c.RunId, c.Name }).HasName("pk_replay_counts");
        builder.Property(c => c.Tenant).HasColumnName("tenant");
        builder.Property(c => c.RunId).HasColumnName("run_id");
        builder.Property(c => c.Name).HasColumnName("name");
        builder.Property(c => c.Value).HasColumnName("value").HasColumnType("numeric");
        builder.HasOne<ReplayRunEntity>().WithMany().HasForeignKey(c => new { c.Tenant, c.RunId }).HasConstraintName("fk_replay_counts_run").OnDelete(DeleteBehavior.Cascade);
    }
}
