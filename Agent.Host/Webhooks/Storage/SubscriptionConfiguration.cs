using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Host.Webhooks.Storage;

internal sealed class SubscriptionConfiguration : IEntityTypeConfiguration<SubscriptionEntity>
{
    public void Configure(EntityTypeBuilder<SubscriptionEntity> builder)
    {
        builder.ToTable("subscriptions");
        builder.HasKey(s => new { s.Tenant, s.Id }).HasName("pk_subscriptions");
        builder.Property(s => s.Tenant).HasColumnName("tenant");
        builder.Property(s => s.Id).HasColumnName("id");
        builder.Property(s => s.Url).HasColumnName("url");
        builder.Property(s => s.Kinds).HasColumnName("kinds");
        builder.Property(s => s.Description).HasColumnName("description");
        builder.Property(s => s.Secret).HasColumnName("secret");
        builder.Property(s => s.OldSecret).HasColumnName("old_secret");
        builder.Property(s => s.OldSecretUntil).HasColumnName("old_secret_until");
        builder.Property(s => s.IsEnabled).HasColumnName("is_enabled");
        builder.Property(s => s.DisabledReason).HasColumnName("disabled_reason");
        builder.Property(s => s.CreatedAt).HasColumnName("created_at");
        builder.Property(s => s.CreatedBy).HasColumnName("created_by");
    }
}
