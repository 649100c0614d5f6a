using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence.Budgets;

internal sealed class ReservationConfiguration : IEntityTypeConfiguration<ReservationEntity>
{
    public void Configure(EntityTypeBuilder<ReservationEntity> builder)
    {
        builder.ToTable("reservations");
        builder.HasKey(r => new { r.Tenant, r.Scope, r.Subject, r.Period, r.Id }).HasName("pk_reservations");
        builder.Property(r => r.Tenant).HasColumnName("tenant");
        builder.Property(r => r.Scope).HasColumnName("scope");
        builder.Property(r => r.Subject).HasColumnName("subject");
        builder.Property(r => r.Period).HasColumnName("period");
        builder.Property(r => r.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(r => r.AmountUsd).HasColumnName("amount_usd").HasColumnType("numeric(18,8)");
        builder.Property(r => r.ExpiresAt).HasColumnName("expires_at");
        builder.Property(r => r.IsLapsed).HasColumnName("is_lapsed").HasDefaultValue(false).ValueGeneratedNever();
        builder.HasIndex(r => r.ExpiresAt).HasDatabaseName("ix_reservations_expires");
    }
}
