using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Plugins.Effects;

internal sealed class ToolEffectConfiguration : IEntityTypeConfiguration<ToolEffect>
{
    public void Configure(EntityTypeBuilder<ToolEffect> builder)
    {
        builder.ToTable("tool_effects");
        builder.HasKey(e => new { e.Tenant, e.IdempotencyKey }).HasName("pk_tool_effects");
        builder.Property(e => e.Tenant).HasColumnName("tenant");
        builder.Property(e => e.IdempotencyKey).HasColumnName("idempotency_key");
        builder.Property(e => e.Tool).HasColumnName("tool");
        builder.Property(e => e.ArgumentsHash).HasColumnName("arguments_hash");
        builder.Property(e => e.Result).HasColumnName("result");
        builder.Property(e => e.CreatedAt).HasColumnName("created_at");
    }
}
