using Agent.Plugins.Airline.Flights;
using Agent.Plugins.Airline.Flyers;
using Agent.Plugins.Airline.Reservations;

namespace Agent.Plugins.Airline.Certificates;

/// <summary>For what a certificate is given: a flight the airline cancelled, or a delayed one whose reservation was changed or cancelled since.</summary>
internal static class Gestures
{
    public const string None = "none";

    private const long ForCancelledMinor = 100_00;
    private const long ForDelayedMinor = 50_00;

    /// <returns>Why an amount is not owed for any of the customer's reservations; <see cref="None"/> when it is.</returns>
    public static string FindProblem(IReadOnlyList<ReservationFacts> reservations, long amountMinor)
    {
        var disturbed = reservations.Select(facts => (Facts: facts, EachMinor: EachMinor(facts))).Where(owed => owed.EachMinor > 0).ToList();
        if (disturbed.Count == 0)
        {
            return "no reservation of this customer has a cancelled or delayed flight";
        }

        var entitled = disturbed.Where(owed => IsEntitled(owed.Facts)).ToList();
        return entitled.Count == 0 ? "certificates are for silver and gold members, insured trips and business class"
            : entitled.Any(owed => owed.EachMinor * owed.Facts.Reservation.Passengers.Length == amountMinor) ? None
            : "the amount is not that of any reservation: 100 dollars for each passenger of a cancelled flight, 50 of a delayed one";
    }

    private static bool IsEntitled(ReservationFacts facts) =>
        facts.Flyer.Membership is not Membership.Regular || facts.Reservation.IsInsured || facts.Reservation.Cabin is Cabin.Business;

    private static long EachMinor(ReservationFacts facts)
    {
        var days = facts.Reservation.Flights.Select(flight => facts.Timetable.GetValueOrDefault(flight.FlightNumber)?.On(flight.Date)?.Status).ToList();
        return days.Contains(FlightStatus.Cancelled) ? ForCancelledMinor : days.Contains(FlightStatus.Delayed) ? ForDelayedMinor : 0;
    }
}
