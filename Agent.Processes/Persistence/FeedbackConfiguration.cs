using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence;

internal sealed class FeedbackConfiguration : IEntityTypeConfiguration<FeedbackEntity>
{
    public void Configure(EntityTypeBuilder<FeedbackEntity> builder)
    {
        builder.ToTable("feedback");
        builder.HasKey(f => new { f.Tenant, f.ConversationId, f.Turn, f.GivenBy }).HasName("pk_feedback");
        builder.Property(f => f.Tenant).HasColumnName("tenant");
        builder.Property(f => f.ConversationId).HasColumnName("conversation_id");
        builder.Property(f => f.Turn).HasColumnName("turn").ValueGeneratedNever();
        builder.Property(f => f.GivenBy).HasColumnName("given_by");
        builder.Property(f => f.Rating).HasColumnName("rating").HasConversion(StoredEnum.Of<FeedbackRating>());
        builder.Property(f => f.Comment).HasColumnName("comment");
        builder.Property(f => f.GivenAt).HasColumnName("given_at");
        builder.HasIndex(f => new { f.Tenant, f.Rating, f.ConversationId }).HasDatabaseName("ix_feedback_rating");
        builder.HasIndex(f => new { f.Tenant, f.GivenAt }).HasDatabaseName("ix_feedback_given");
    }
}
