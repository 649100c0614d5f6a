using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence.Usage;

internal sealed class UsageDayConfiguration : IEntityTypeConfiguration<UsageDayEntity>
{
    public void Configure(EntityTypeBuilder<UsageDayEntity> builder)
    {
        builder.ToTable("usage_days");
        builder.HasKey(u => new { u.Tenant, u.Day, u.Step, u.Prompt, u.PromptVersion, u.Model }).HasName("pk_usage_days");
        builder.Property(u => u.Tenant).HasColumnName("tenant");
        builder.Property(u => u.Day).HasColumnName("day");
        builder.Property(u => u.Step).HasColumnName("step");
        builder.Property(u => u.Prompt).HasColumnName("prompt");
        builder.Property(u => u.PromptVersion).HasColumnName("prompt_version");
        builder.Property(u => u.Model).HasColumnName("model");
        builder.HasTotals();
    }
}
