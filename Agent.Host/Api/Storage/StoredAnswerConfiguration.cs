using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Host.Api.Storage;

internal sealed class StoredAnswerConfiguration : IEntityTypeConfiguration<StoredAnswerEntity>
{
    public void Configure(EntityTypeBuilder<StoredAnswerEntity> builder)
    {
        builder.ToTable("answers");
        builder.HasKey(a => new { a.Tenant, a.Caller, a.Key }).HasName("pk_answers");
        builder.Property(a => a.Tenant).HasColumnName("tenant");
        builder.Property(a => a.Caller).HasColumnName("caller");
        builder.Property(a => a.Key).HasColumnName("key");
        builder.Property(a => a.Request).HasColumnName("request");
        builder.Property(a => a.Token).HasColumnName("token");
        builder.Property(a => a.HeldUntil).HasColumnName("held_until");
        builder.Property(a => a.Status).HasColumnName("status");
        builder.Property(a => a.ContentType).HasColumnName("content_type");
        builder.Property(a => a.Location).HasColumnName("location");
        builder.Property(a => a.ConversationId).HasColumnName("conversation_id");
        builder.Property(a => a.Body).HasColumnName("body");
        builder.Property(a => a.CreatedAt).HasColumnName("created_at");
        builder.Property(a => a.Reserved).HasColumnName("reserved");
        builder.HasIndex(a => a.CreatedAt).HasDatabaseName("ix_answers_created_at");
    }
}
