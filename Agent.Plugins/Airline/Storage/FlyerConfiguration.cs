using Agent.Plugins.Airline.Flyers;
using Agent.Plugins.BackOffice;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Plugins.Airline.Storage;

internal sealed class FlyerConfiguration : IEntityTypeConfiguration<Flyer>
{
    public void Configure(EntityTypeBuilder<Flyer> builder)
    {
        builder.ToTable("airline_flyers", table =>
        {
            table.HasCheckConstraint("ck_airline_flyers_membership", "membership IN ('regular', 'silver', 'gold')");
            table.HasCheckConstraint("ck_airline_flyers_email", "email = lower(email)");
        });
        builder.HasKey(f => new { f.Tenant, f.CustomerId }).HasName("pk_airline_flyers");
        builder.HasIndex(f => new { f.Tenant, f.Email }).IsUnique().HasDatabaseName("ux_airline_flyers_email");
        builder.Property(f => f.Tenant).HasColumnName("tenant");
        builder.Property(f => f.CustomerId).HasColumnName("customer_id");
        builder.Property(f => f.Membership).HasColumnName("membership").IsEnumText();
        builder.Property(f => f.FirstName).HasColumnName("first_name");
        builder.Property(f => f.LastName).HasColumnName("last_name");
        builder.Property(f => f.Email).HasColumnName("email");
        builder.Property(f => f.BirthDate).HasColumnName("birth_date");
        builder.ComplexProperty(f => f.Address, address => address.HasAddressColumns());
        builder.Property(f => f.PaymentMethods).HasColumnName("payment_methods").IsJsonb(AirlineJson.Default.FlyerPaymentArray);
        builder.Property(f => f.SavedPassengers).HasColumnName("saved_passengers").IsJsonb(AirlineJson.Default.PassengerArray);
        builder.Property(f => f.Version).IsRowVersion();
    }
}
