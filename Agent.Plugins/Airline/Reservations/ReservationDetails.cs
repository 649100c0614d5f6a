using System.Globalization;
using Agent.Plugins.Airline.Flights;
using Agent.Plugins.Airline.Flyers;
using Agent.Plugins.BackOffice;

namespace Agent.Plugins.Airline.Reservations;

/// <summary>A reservation as a tool tells it; amounts in dollars.</summary>
internal sealed record ReservationDetails
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss";

    public required string ReservationId { get; init; }
    public required string UserId { get; init; }
    public required string Origin { get; init; }
    public required string Destination { get; init; }
    public required FlightType FlightType { get; init; }
    public required Cabin Cabin { get; init; }
    public required BookedFlightDetails[] Flights { get; init; }
    public required Passenger[] Passengers { get; init; }
    public required ReservationPaymentDetails[] PaymentHistory { get; init; }
    public required string CreatedAt { get; init; }
    public required int TotalBaggages { get; init; }
    public required int NonfreeBaggages { get; init; }
    public required string Insurance { get; init; }

    /// <summary><c>cancelled</c>, or absent.</summary>
    public string? Status { get; init; }

    public static string ToText(Reservation reservation) => BackOfficeJson.ToText(AirlineJson.Default.ReservationDetails, new()
    {
        ReservationId = reservation.ReservationId,
        UserId = reservation.CustomerId,
        Origin = reservation.Origin,
        Destination = reservation.Destination,
        FlightType = reservation.FlightType,
        Cabin = reservation.Cabin,
        Flights = [.. reservation.Flights.Select(flight => new BookedFlightDetails(flight.FlightNumber, flight.Date, flight.Origin, flight.Destination, Money.ToDollars(flight.PriceMinor)))],
        Passengers = reservation.Passengers,
        PaymentHistory = [.. reservation.PaymentHistory.Select(payment => new ReservationPaymentDetails(payment.PaymentId, Money.ToDollars(payment.AmountMinor)))],
        CreatedAt = reservation.CreatedAt.ToString(TimeFormat, CultureInfo.InvariantCulture),
        TotalBaggages = reservation.TotalBaggages,
        NonfreeBaggages = reservation.NonfreeBaggages,
        Insurance = reservation.IsInsured ? "yes" : "no",
        Status = reservation.IsCancelled ? "cancelled" : null,
    });
}
