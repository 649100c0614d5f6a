using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Plugins.Airline.Storage;

internal sealed class AirlineDeskConfiguration : IEntityTypeConfiguration<AirlineDesk>
{
    public void Configure(EntityTypeBuilder<AirlineDesk> builder)
    {
        builder.ToTable("airline_desks");
        builder.HasKey(d => new { d.Tenant }).HasName("pk_airline_desks");
        builder.Property(d => d.Tenant).HasColumnName("tenant");
        builder.Property(d => d.StandsAt).HasColumnName("stands_at").HasColumnType("timestamp without time zone");
    }
}
