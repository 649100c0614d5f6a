using Agent.Plugins.BackOffice;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Plugins.Airline.Storage;

/// <summary>The airline: its own time, timetable, customers and reservations.</summary>
[DbContext(typeof(BackOfficeDbContext))]
[Migration("20261121190000_CreateAirline")]
internal sealed class CreateAirline : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        CreateTimetable(migrationBuilder);
        CreateFlyers(migrationBuilder);
        CreateReservations(migrationBuilder);
    }

    private static void CreateTimetable(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("airline_desks", table => new
        {
            tenant = table.Column<string>("text"),
            stands_at = table.Column<DateTime>("timestamp without time zone", nullable: true),
        }, BackOfficeDbContext.Schema, table => table.PrimaryKey("pk_airline_desks", d => d.tenant));
        migrationBuilder.CreateTable("airline_flights", table => new
        {
            tenant = table.Column<string>("text"),
            flight_number = table.Column<string>("text"),
            position = table.Column<int>("integer"),
            origin = table.Column<string>("text"),
            destination = table.Column<string>("text"),
            departure = table.Column<string>("text"),
            arrival = table.Column<string>("text"),
            days = table.Column<string>("jsonb"),
        }, BackOfficeDbContext.Schema, table => table.PrimaryKey("pk_airline_flights", f => new { f.tenant, f.flight_number }));
        migrationBuilder.CreateIndex("ix_airline_flights_route", "airline_flights", ["tenant", "origin", "destination"], BackOfficeDbContext.Schema);
    }

    private static void CreateFlyers(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("airline_flyers", table => new
        {
            tenant = table.Column<string>("text"),
            customer_id = table.Column<string>("text"),
            membership = table.Column<string>("text"),
            first_name = table.Column<string>("text"),
            last_name = table.Column<string>("text"),
            email = table.Column<string>("text"),
            birth_date = table.Column<string>("text"),
            address1 = table.Column<string>("text"),
            address2 = table.Column<string>("text"),
            city = table.Column<string>("text"),
            country = table.Column<string>("text"),
            state = table.Column<string>("text"),
            zip = table.Column<string>("text"),
            payment_methods = table.Column<string>("jsonb"),
            saved_passengers = table.Column<string>("jsonb"),
        }, BackOfficeDbContext.Schema, table =>
        {
            table.PrimaryKey("pk_airline_flyers", f => new { f.tenant, f.customer_id });
            table.CheckConstraint("ck_airline_flyers_membership", "membership IN ('regular', 'silver', 'gold')");
            table.CheckConstraint("ck_airline_flyers_email", "email = lower(email)");
        });
        migrationBuilder.CreateIndex("ux_airline_flyers_email", "airline_flyers", ["tenant", "email"], BackOfficeDbContext.Schema, unique: true);
    }

    private static void CreateReservations(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("airline_reservations", table => new
        {
            tenant = table.Column<string>("text"),
            reservation_id = table.Column<string>("text"),
            customer_id = table.Column<string>("text"),
            sequence = table.Column<int>("integer"),
            number = table.Column<int>("integer", nullable: true),
            origin = table.Column<string>("text"),
            destination = table.Column<string>("text"),
            flight_type = table.Column<string>("text"),
            cabin = table.Column<string>("text"),
            flights = table.Column<string>("jsonb"),
            passengers = table.Column<string>("jsonb"),
            payment_history = table.Column<string>("jsonb"),
            created_at = table.Column<DateTime>("timestamp without time zone"),
            total_baggages = table.Column<int>("integer"),
            nonfree_baggages = table.Column<int>("integer"),
            is_insured = table.Column<bool>("boolean"),
            is_cancelled = table.Column<bool>("boolean"),
        }, BackOfficeDbContext.Schema, table =>
        {
            table.PrimaryKey("pk_airline_reservations", r => new { r.tenant, r.reservation_id });
            table.ForeignKey("fk_airline_reservations_flyer", r => new { r.tenant, r.customer_id }, "airline_flyers", ["tenant", "customer_id"],
                BackOfficeDbContext.Schema, onDelete: ReferentialAction.Cascade);
            table.CheckConstraint("ck_airline_reservations_flight_type", "flight_type IN ('one_way', 'round_trip')");
            table.CheckConstraint("ck_airline_reservations_cabin", "cabin IN ('basic_economy', 'economy', 'business')");
        });
        migrationBuilder.CreateIndex("ux_airline_reservations_customer", "airline_reservations", ["tenant", "customer_id", "sequence"], BackOfficeDbContext.Schema, unique: true);
        migrationBuilder.CreateIndex("ux_airline_reservations_number", "airline_reservations", ["tenant", "number"], BackOfficeDbContext.Schema, unique: true);
    }
}
