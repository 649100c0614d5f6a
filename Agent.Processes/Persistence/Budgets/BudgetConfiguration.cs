using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence.Budgets;

internal sealed class BudgetConfiguration : IEntityTypeConfiguration<BudgetEntity>
{
    public void Configure(EntityTypeBuilder<BudgetEntity> builder)
    {
        builder.ToTable("budgets", table => table.HasCheckConstraint("ck_budgets_reserved", "reserved_usd >= 0"));
        builder.HasKey(b => new { b.Tenant, b.Scope, b.Subject, b.Period }).HasName("pk_budgets");
        // Every call updates its rows twice.
        builder.HasStorageParameter("fillfactor", 50);
        builder.Property(b => b.Tenant).HasColumnName("tenant");
        builder.Property(b => b.Scope).HasColumnName("scope");
        builder.Property(b => b.Subject).HasColumnName("subject");
        builder.Property(b => b.Period).HasColumnName("period");
        builder.Property(b => b.SpentUsd).HasColumnName("spent_usd").HasColumnType("numeric(18,8)");
        builder.Property(b => b.ReservedUsd).HasColumnName("reserved_usd").HasColumnType("numeric(18,8)");
    }
}
