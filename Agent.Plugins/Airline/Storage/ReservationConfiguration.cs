using Agent.Plugins.Airline.Flyers;
using Agent.Plugins.Airline.Reservations;
using Agent.Plugins.BackOffice;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Plugins.Airline.Storage;

internal sealed class ReservationConfiguration : IEntityTypeConfiguration<Reservation>
{
    public void Configure(EntityTypeBuilder<Reservation> builder)
    {
        builder.ToTable("airline_reservations", table =>
        {
            table.HasCheckConstraint("ck_airline_reservations_flight_type", "flight_type IN ('one_way', 'round_trip')");
            table.HasCheckConstraint("ck_airline_reservations_cabin", "cabin IN ('basic_economy', 'economy', 'business')");
        });
        builder.HasKey(r => new { r.Tenant, r.ReservationId }).HasName("pk_airline_reservations");
        builder.HasIndex(r => new { r.Tenant, r.CustomerId, r.Sequence }).IsUnique().HasDatabaseName("ux_airline_reservations_customer");
        builder.HasIndex(r => new { r.Tenant, r.Number }).IsUnique().HasDatabaseName("ux_airline_reservations_number");
        builder.HasOne<Flyer>().WithMany().HasForeignKey(r => new { r.Tenant, r.CustomerId })
            .HasConstraintName("fk_airline_reservations_flyer").OnDelete(DeleteBehavior.Cascade);
        builder.Property(r => r.Tenant).HasColumnName("tenant");
        builder.Property(r => r.ReservationId).HasColumnName("reservation_id");
        builder.Property(r => r.CustomerId).HasColumnName("customer_id");
        builder.Property(r => r.Sequence).HasColumnName("sequence");
        builder.Property(r => r.Number).HasColumnName("number");
        builder.Property(r => r.Origin).HasColumnName("origin");
        builder.Property(r => r.Destination).HasColumnName("destination");
        builder.Property(r => r.FlightType).HasColumnName("flight_type").IsEnumText();
        builder.Property(r => r.Cabin).HasColumnName("cabin").IsEnumText();
        builder.Property(r => r.Flights).HasColumnName("flights").IsJsonb(AirlineJson.Default.BookedFlightArray);
        builder.Property(r => r.Passengers).HasColumnName("passengers").IsJsonb(AirlineJson.Default.PassengerArray);
        builder.Property(r => r.PaymentHistory).HasColumnName("payment_history").IsJsonb(AirlineJson.Default.ReservationPaymentArray);
        builder.Property(r => r.CreatedAt).HasColumnName("created_at").HasColumnType("timestamp without time zone");
        builder.Property(r => r.TotalBaggages).HasColumnName("total_baggages");
        builder.Property(r => r.NonfreeBaggages).HasColumnName("nonfree_baggages");
        builder.Property(r => r.IsInsured).HasColumnName("is_insured");
        builder.Property(r => r.IsCancelled).HasColumnName("is_cancelled");
        builder.Property(r => r.Version).IsRowVersion();
    }
}
