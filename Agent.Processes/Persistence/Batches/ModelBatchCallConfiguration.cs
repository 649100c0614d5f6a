using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence.Batches;

internal sealed class ModelBatchCallConfiguration : IEntityTypeConfiguration<ModelBatchCallEntity>
{
    public void Configure(EntityTypeBuilder<ModelBatchCallEntity> builder)
    {
        builder.ToTable("model_batch_calls");
        builder.HasKey(c => new { c.Tenant, c.RunId, c.Key }).HasName("pk_model_batch_calls");
        builder.Property(c => c.Tenant).HasColumnName("tenant");
        builder.Property(c => c.RunId).HasColumnName("run_id");
        builder.Property(c => c.Key).HasColumnName("key");
        builder.Property(c => c.BatchId).HasColumnName("batch_id");
        builder.Property(c => c.Request).HasColumnName("request");
        builder.Property(c => c.Tries).HasColumnName("tries");
        builder.Property(c => c.AnswerStatus).HasColumnName("answer_status");
        builder.Property(c => c.Answer).HasColumnName("answer");
        builder.HasIndex(c => new { c.Tenant, c.RunId, c.BatchId }).HasDatabaseName("ix_model_batch_calls_batch");
        builder.HasOne<ModelBatchEntity>().WithMany().HasForeignKey(c => new { c.Tenant, c.RunId, c.BatchId }).HasConstraintName("fk_model_batch_calls_batch").OnDelete(DeleteBehavior.Cascade);
    }
}
