using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence;

internal sealed class InputConfiguration : IEntityTypeConfiguration<InputEntity>
{
    /// <summary>The constraint that lets an idempotency key in once, however many requests carry it at the same instant.</summary>
    public const string IdempotencyIndex = "ux_inbox_idempotency_key";

    public void Configure(EntityTypeBuilder<InputEntity> builder)
    {
        // No foreign key: an input is only ever inserted by the statement that updates its conversation's row.
        builder.ToTable("inbox");
        builder.HasKey(i => new { i.Tenant, i.ConversationId, i.Number }).HasName("pk_inbox");
        builder.Property(i => i.Tenant).HasColumnName("tenant");
        builder.Property(i => i.ConversationId).HasColumnName("conversation_id");
        builder.Property(i => i.Number).HasColumnName("number").ValueGeneratedNever();
        builder.Property(i => i.Kind).HasColumnName("kind");
        builder.Property(i => i.Payload).HasColumnName("payload").HasColumnType("json");
        builder.Property(i => i.IdempotencyKey).HasColumnName("idempotency_key");
        builder.Property(i => i.RequestId).HasColumnName("request_id");
        builder.Property(i => i.ReceivedAt).HasColumnName("received_at");
        builder.HasIndex(i => new { i.Tenant, i.ConversationId, i.IdempotencyKey }).IsUnique()
            .HasDatabaseName(IdempotencyIndex).HasFilter("idempotency_key IS NOT NULL");
    }
}
