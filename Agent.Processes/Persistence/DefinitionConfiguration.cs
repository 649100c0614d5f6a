using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence;

internal sealed class DefinitionConfiguration : IEntityTypeConfiguration<DefinitionEntity>
{
    public void Configure(EntityTypeBuilder<DefinitionEntity> builder)
    {
        builder.ToTable("definitions");
        builder.HasKey(d => d.Number).HasName("pk_definitions");
        builder.Property(d => d.Number).HasColumnName("number").UseIdentityAlwaysColumn();
        builder.Property(d => d.Kind).HasColumnName("kind");
        builder.Property(d => d.Name).HasColumnName("name");
        builder.Property(d => d.Version).HasColumnName("version");
        builder.Property(d => d.Hash).HasColumnName("hash");
        builder.Property(d => d.Text).HasColumnName("text");
        builder.Property(d => d.ChangedBy).HasColumnName("changed_by");
        builder.Property(d => d.At).HasColumnName("at");
        builder.HasIndex(d => new { d.Kind, d.Name, d.Number }).HasDatabaseName("ix_definitions_name");
    }
}
