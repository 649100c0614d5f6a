using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Host.Security.Sessions;

internal sealed class StoredKeyConfiguration : IEntityTypeConfiguration<StoredKeyEntity>
{
    public void Configure(EntityTypeBuilder<StoredKeyEntity> builder)
    {
        builder.ToTable("session_keys");
        builder.HasKey(key => new { key.Tenant, key.Name }).HasName("pk_session_keys");
        builder.Property(key => key.Tenant).HasColumnName("tenant");
        builder.Property(key => key.Name).HasColumnName("name");
        builder.Property(key => key.Xml).HasColumnName("xml");
    }
}
