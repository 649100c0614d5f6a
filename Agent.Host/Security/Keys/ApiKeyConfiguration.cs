using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Host.Security.Keys;

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKeyEntity>
{
    public void Configure(EntityTypeBuilder<ApiKeyEntity> builder)
    {
        builder.ToTable("api_keys");
        builder.HasKey(key => new { key.Tenant, key.Id }).HasName("pk_api_keys");
        builder.Property(key => key.Tenant).HasColumnName("tenant");
        builder.Property(key => key.Id).HasColumnName("id");
        builder.Property(key => key.Hash).HasColumnName("hash");
        builder.Property(key => key.Name).HasColumnName("name");
        builder.Property(key => key.Roles).HasColumnName("roles");
        builder.Property(key => key.Scopes).HasColumnName("scopes");
        builder.Property(key => key.CreatedAt).HasColumnName("created_at");
        builder.Property(key => key.CreatedBy).HasColumnName("created_by");
        builder.Property(key => key.ExpiresAt).HasColumnName("expires_at");
        builder.Property(key => key.RevokedAt).HasColumnName("revoked_at");
        builder.Property(key => key.ReplacedBy).HasColumnName("replaced_by");
        builder.HasIndex(key => key.Id).IsUnique().HasDatabaseName("ix_api_keys_id"); // a request brings a key, and no tenant
    }
}
