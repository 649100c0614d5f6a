using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence.Batches;

internal sealed class ModelBatchConfiguration : IEntityTypeConfiguration<ModelBatchEntity>
{
    public void Configure(EntityTypeBuilder<ModelBatchEntity> builder)
    {
        builder.ToTable("model_batches");
        builder.HasKey(b => new { b.Tenant, b.RunId, b.Id }).HasName("pk_model_batches");
        builder.Property(b => b.Tenant).HasColumnName("tenant");
        builder.Property(b => b.RunId).HasColumnName("run_id");
        builder.Property(b => b.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(b => b.Model).HasColumnName("model");
        builder.Property(b => b.Status).HasColumnName("status");
        builder.Property(b => b.Calls).HasColumnName("calls");
        builder.Property(b => b.FileId).HasColumnName("file_id");
        builder.Property(b => b.ProviderId).HasColumnName("provider_id");
        builder.Property(b => b.CreatedAt).HasColumnName("created_at");
        builder.Property(b => b.EndedAt).HasColumnName("ended_at");
        builder.Property(b => b.Error).HasColumnName("error");
        builder.HasOne<ReplayRunEntity>().WithMany().HasForeignKey(b => new { b.Tenant, b.RunId }).HasConstraintName("fk_model_batches_run").OnDelete(DeleteBehavior.Cascade);
    }
}
