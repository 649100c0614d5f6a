using Agent.Plugins.Airline.Flights;
using Agent.Plugins.Airline.Flyers;
using Agent.Plugins.BackOffice;
using Npgsql;
using NpgsqlTypes;

namespace Agent.Plugins.Airline.Reservations;

/// <summary>The writes. Each touches one row, or none when the row is no longer the one decided on, or the id is taken.</summary>
internal static class AirlineStatements
{
    private const string InsertReservation = """
        INSERT INTO backoffice.airline_reservations (tenant, reservation_id, customer_id, sequence, number, origin, destination, flight_type, cabin,
               flights, passengers, payment_history, created_at, total_baggages, nonfree_baggages, is_insured, is_cancelled)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, false) ON CONFLICT DO NOTHING
        """;

    private const string UpdateReservation = """
        UPDATE backoffice.airline_reservations
           SET flights = $1, passengers = $2, payment_history = $3, total_baggages = $4, nonfree_baggages = $5, is_cancelled = $6
         WHERE tenant = $7 AND reservation_id = $8 AND xmin = $9
        """;

    private const string UpdatePaymentMethods = "UPDATE backoffice.airline_flyers SET payment_methods = $1 WHERE tenant = $2 AND customer_id = $3 AND xmin = $4";

    public static NpgsqlBatchCommand Insert(Reservation made) => new(InsertReservation)
    {
        Parameters =
        {
            new() { Value = made.Tenant }, new() { Value = made.ReservationId }, new() { Value = made.CustomerId }, new() { Value = made.Sequence }, new() { Value = made.Number!.Value },
            new() { Value = made.Origin }, new() { Value = made.Destination }, new() { Value = WireName<FlightType>.Of(made.FlightType) }, new() { Value = WireName<Cabin>.Of(made.Cabin) },
            Flights(made), Passengers(made), Payments(made),
            new() { Value = made.CreatedAt, NpgsqlDbType = NpgsqlDbType.Timestamp },
            new() { Value = made.TotalBaggages }, new() { Value = made.NonfreeBaggages }, new() { Value = made.IsInsured },
        },
    };

    public static NpgsqlBatchCommand Update(Reservation after) => new(UpdateReservation)
    {
        Parameters =
        {
            Flights(after), Passengers(after), Payments(after), new() { Value = after.TotalBaggages }, new() { Value = after.NonfreeBaggages }, new() { Value = after.IsCancelled },
            new() { Value = after.Tenant }, new() { Value = after.ReservationId }, Version(after.Version),
        },
    };

    public static NpgsqlBatchCommand SetPaymentMethods(Flyer after) => new(UpdatePaymentMethods)
    {
        Parameters =
        {
            Json(BackOfficeJson.ToText(AirlineJson.Default.FlyerPaymentArray, after.PaymentMethods)),
            new() { Value = after.Tenant }, new() { Value = after.CustomerId }, Version(after.Version),
        },
    };

    private static NpgsqlParameter Flights(Reservation reservation) => Json(BackOfficeJson.ToText(AirlineJson.Default.BookedFlightArray, reservation.Flights));

    private static NpgsqlParameter Passengers(Reservation reservation) => Json(BackOfficeJson.ToText(AirlineJson.Default.PassengerArray, reservation.Passengers));

    private static NpgsqlParameter Payments(Reservation reservation) => Json(BackOfficeJson.ToText(AirlineJson.Default.ReservationPaymentArray, reservation.PaymentHistory));

    private static NpgsqlParameter Json(string text) => new() { Value = text, NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static NpgsqlParameter Version(uint version) => new() { Value = version, NpgsqlDbType = NpgsqlDbType.Xid };
}
