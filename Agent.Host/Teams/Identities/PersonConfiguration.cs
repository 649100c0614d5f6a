using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Host.Teams.Identities;

internal sealed class PersonConfiguration : IEntityTypeConfiguration<PersonEntity>
{
    public void Configure(EntityTypeBuilder<PersonEntity> builder)
    {
        builder.ToTable("people");
        builder.HasKey(p => new { p.Tenant, p.DirectoryId, p.UserId }).HasName("pk_people");
        builder.Property(p => p.Tenant).HasColumnName("tenant");
        builder.Property(p => p.DirectoryId).HasColumnName("directory_id");
        builder.Property(p => p.UserId).HasColumnName("user_id");
        builder.Property(p => p.Roles).HasColumnName("roles");
        builder.Property(p => p.CustomerId).HasColumnName("customer_id");
        builder.Property(p => p.IsRefused).HasColumnName("is_refused");
        builder.Property(p => p.ChangedAt).HasColumnName("changed_at");
        builder.Property(p => p.ChangedBy).HasColumnName("changed_by");
    }
}
