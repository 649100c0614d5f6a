using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence;

internal sealed class ReplicaConfiguration : IEntityTypeConfiguration<ReplicaEntity>
{
    public void Configure(EntityTypeBuilder<ReplicaEntity> builder)
    {
        builder.ToTable("replicas");
        builder.HasKey(r => r.Id).HasName("pk_replicas");
        builder.Property(r => r.Id).HasColumnName("id");
        builder.Property(r => r.Name).HasColumnName("name");
        builder.Property(r => r.StartedAt).HasColumnName("started_at");
        builder.Property(r => r.SeenAt).HasColumnName("seen_at");
        builder.Property(r => r.Workflows).HasColumnName("workflows");
        builder.Property(r => r.Running).HasColumnName("running");
        builder.Property(r => r.Draining).HasColumnName("draining");
    }
}
