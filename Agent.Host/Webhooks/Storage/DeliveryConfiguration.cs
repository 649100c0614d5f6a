using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Host.Webhooks.Storage;

internal sealed class DeliveryConfiguration : IEntityTypeConfiguration<DeliveryEntity>
{
    public void Configure(EntityTypeBuilder<DeliveryEntity> builder)
    {
        builder.ToTable("deliveries");
        builder.HasKey(d => new { d.Tenant, d.Id }).HasName("pk_deliveries");
        builder.Property(d => d.Tenant).HasColumnName("tenant");
        builder.Property(d => d.Id).HasColumnName("id");
        builder.Property(d => d.Number).HasColumnName("number").UseIdentityAlwaysColumn();
        builder.Property(d => d.WebhookId).HasColumnName("webhook_id");
        builder.Property(d => d.Kind).HasColumnName("kind");
        builder.Property(d => d.ConversationId).HasColumnName("conversation_id");
        builder.Property(d => d.Subject).HasColumnName("subject");
        builder.Property(d => d.Status).HasColumnName("status");
        builder.Property(d => d.Attempts).HasColumnName("attempts");
        builder.Property(d => d.NextAt).HasColumnName("next_at");
        builder.Property(d => d.Body).HasColumnName("body");
        builder.Property(d => d.LastStatus).HasColumnName("last_status");
        builder.Property(d => d.Failure).HasColumnName("failure");
        builder.Property(d => d.CreatedAt).HasColumnName("created_at");
        builder.Property(d => d.DoneAt).HasColumnName("done_at");
        builder.HasIndex(d => new { d.Tenant, d.WebhookId, d.NextAt }).HasDatabaseName("ix_deliveries_due").HasFilter("status = 'pending'");
        builder.HasIndex(d => new { d.Tenant, d.Number }).HasDatabaseName("ix_deliveries_number");
        builder.HasIndex(d => new { d.Tenant, d.Status, d.Number }).HasDatabaseName("ix_deliveries_status");
        builder.HasIndex(d => new { d.Tenant, d.ConversationId }).HasDatabaseName("ix_deliveries_conversation");
    }
}
