using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence.Usage;

internal sealed class UsagePendingConfiguration : IEntityTypeConfiguration<UsagePendingEntity>
{
    public void Configure(EntityTypeBuilder<UsagePendingEntity> builder)
    {
        builder.ToTable("usage_pending");
        builder.HasKey(u => new { u.Tenant, u.ConversationId, u.Turn }).HasName("pk_usage_pending");
        builder.Property(u => u.Tenant).HasColumnName("tenant");
        builder.Property(u => u.ConversationId).HasColumnName("conversation_id");
        builder.Property(u => u.Turn).HasColumnName("turn").ValueGeneratedNever();
        builder.Property(u => u.FromNumber).HasColumnName("from_number");
        builder.Property(u => u.ToNumber).HasColumnName("to_number");
    }
}
