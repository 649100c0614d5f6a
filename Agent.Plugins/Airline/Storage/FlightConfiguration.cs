using Agent.Plugins.Airline.Flights;
using Agent.Plugins.BackOffice;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Plugins.Airline.Storage;

internal sealed class FlightConfiguration : IEntityTypeConfiguration<Flight>
{
    public void Configure(EntityTypeBuilder<Flight> builder)
    {
        builder.ToTable("airline_flights");
        builder.HasKey(f => new { f.Tenant, f.FlightNumber }).HasName("pk_airline_flights");
        builder.HasIndex(f => new { f.Tenant, f.Origin, f.Destination }).HasDatabaseName("ix_airline_flights_route");
        builder.Property(f => f.Tenant).HasColumnName("tenant");
        builder.Property(f => f.FlightNumber).HasColumnName("flight_number");
        builder.Property(f => f.Position).HasColumnName("position");
        builder.Property(f => f.Origin).HasColumnName("origin");
        builder.Property(f => f.Destination).HasColumnName("destination");
        builder.Property(f => f.Departure).HasColumnName("departure");
        builder.Property(f => f.Arrival).HasColumnName("arrival");
        builder.Property(f => f.Days).HasColumnName("days").IsJsonb(AirlineJson.Default.DictionaryStringFlightDay);
    }
}
