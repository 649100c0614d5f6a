using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Host.Teams.Identities;

internal sealed class DirectoryConfiguration : IEntityTypeConfiguration<DirectoryEntity>
{
    public void Configure(EntityTypeBuilder<DirectoryEntity> builder)
    {
        builder.ToTable("directories");
        builder.HasKey(d => new { d.Tenant, d.DirectoryId }).HasName("pk_directories");
        builder.Property(d => d.Tenant).HasColumnName("tenant");
        builder.Property(d => d.DirectoryId).HasColumnName("directory_id");
        builder.Property(d => d.AdmitsGuests).HasColumnName("admits_guests");
        builder.Property(d => d.ChangedAt).HasColumnName("changed_at");
        builder.Property(d => d.ChangedBy).HasColumnName("changed_by");
        builder.HasIndex(d => d.DirectoryId).IsUnique().HasDatabaseName("ux_directories_directory");
    }
}
