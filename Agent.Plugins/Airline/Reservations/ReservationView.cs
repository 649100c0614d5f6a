using Agent.Plugins.Airline.Flights;
using Agent.Plugins.Airline.Flyers;
using Agent.Plugins.BackOffice;

namespace Agent.Plugins.Airline.Reservations;

/// <summary>How a reservation stands, as a tool tells it: what policies ask for.</summary>
internal sealed record ReservationView
{
    private static readonly TimeSpan s_regret = TimeSpan.FromHours(24);

    public required string ReservationId { get; init; }
    public required string UserId { get; init; }

    /// <summary><c>active</c> or <c>cancelled</c>.</summary>
    public required string Status { get; init; }

    public required Cabin Cabin { get; init; }
    public required Membership Membership { get; init; }
    public required string Insurance { get; init; }
    public required int Passengers { get; init; }

    /// <summary>Since the booking, by the airline's time.</summary>
    public required int HoursSinceBooking { get; init; }

    /// <summary>Whether a part of the trip is in the air or over.</summary>
    public required string Flown { get; init; }

    public required string CancelledByAirline { get; init; }
    public required string Delayed { get; init; }

    /// <summary>
    /// <c>yes</c>; <c>for_health_or_weather</c> where only insurance allows it, which is for a person to see; <c>no</c>; the age of the booking, the cabin
    /// and the insurance say so.
    /// </summary>
    public required string Cancellable { get; init; }

    /// <summary>What was paid and not paid back, in dollars.</summary>
    public required decimal Amount { get; init; }

    public static ReservationView Of(ReservationFacts facts)
    {
        var reservation = facts.Reservation;
        var days = reservation.Flights.Select(flight => facts.Timetable.GetValueOrDefault(flight.FlightNumber)?.On(flight.Date)?.Status).ToList();
        var cancelled = days.Contains(FlightStatus.Cancelled);
        return new()
        {
            ReservationId = reservation.ReservationId,
            UserId = reservation.CustomerId,
            Status = reservation.IsCancelled ? "cancelled" : "active",
            Cabin = reservation.Cabin,
            Membership = facts.Flyer.Membership,
            Insurance = YesNo(reservation.IsInsured),
            Passengers = reservation.Passengers.Length,
            HoursSinceBooking = (int)(facts.Now - reservation.CreatedAt).TotalHours,
            Flown = YesNo(days.Any(day => day is FlightStatus.Flying or FlightStatus.Landed)),
            CancelledByAirline = YesNo(cancelled),
            Delayed = YesNo(days.Contains(FlightStatus.Delayed)),
            Cancellable = reservation.Cabin is Cabin.Business || cancelled || facts.Now - reservation.CreatedAt <= s_regret ? "yes" : reservation.IsInsured ? "for_health_or_weather" : "no",
            Amount = Money.ToDollars(reservation.PaymentHistory.Sum(payment => payment.AmountMinor)),
        };
    }

    private static string YesNo(bool value) => value ? "yes" : "no";
}
