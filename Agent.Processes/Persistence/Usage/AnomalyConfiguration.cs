using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence.Usage;

internal sealed class AnomalyConfiguration : IEntityTypeConfiguration<AnomalyEntity>
{
    public void Configure(EntityTypeBuilder<AnomalyEntity> builder)
    {
        builder.ToTable("anomalies");
        builder.HasKey(a => new { a.Tenant, a.Day, a.Scope, a.Subject, a.Measure }).HasName("pk_anomalies");
        builder.Property(a => a.Tenant).HasColumnName("tenant");
        builder.Property(a => a.Day).HasColumnName("day");
        builder.Property(a => a.Scope).HasColumnName("scope");
        builder.Property(a => a.Subject).HasColumnName("subject");
        builder.Property(a => a.Measure).HasColumnName("measure");
        builder.Property(a => a.Value).HasColumnName("value");
        builder.Property(a => a.Usual).HasColumnName("usual");
        builder.Property(a => a.RangeEnd).HasColumnName("range_end");
        builder.Property(a => a.Samples).HasColumnName("samples");
        builder.Property(a => a.Cause).HasColumnName("cause");
        builder.Property(a => a.FoundAt).HasColumnName("found_at");
        // Whether a conversation, or a version of a prompt, has been found before, on whatever day.
        builder.HasIndex(a => new { a.Tenant, a.Scope, a.Subject }).HasDatabaseName("ix_anomalies_subject");
    }
}
