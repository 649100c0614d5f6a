using Agent.Plugins.Airline.Flights;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;

namespace Agent.Plugins.Airline.Reservations;

/// <summary>What a change of flights would be, as a tool tells it.</summary>
internal sealed record FlightChangePreview
{
    /// <summary>Why it is not possible, or <c>none</c>.</summary>
    public required string Problem { get; init; }

    /// <summary>What the customer pays, negative for what they get back, in dollars; absent when there is a problem.</summary>
    public decimal? PriceDifference { get; init; }

    /// <summary>The difference without its sign.</summary>
    public decimal? Amount { get; init; }

    /// <summary>Whether other flights are taken, and not only another cabin.</summary>
    public required string ChangesFlights { get; init; }

    /// <summary>Whether the trip begins and ends where it did.</summary>
    public required string KeepsRoute { get; init; }

    public static FlightChangePreview Of(ReservationFacts facts, Cabin cabin, FlightChoice[] flights, string paymentId)
    {
        var before = facts.Reservation.Flights;
        var (problem, difference) = Judge(facts, cabin, flights, paymentId);
        return new()
        {
            Problem = problem,
            PriceDifference = difference,
            Amount = difference is { } amount ? Math.Abs(amount) : null,
            ChangesFlights = YesNo(!flights.Select(choice => (choice.FlightNumber, choice.Date)).SequenceEqual(before.Select(flight => (flight.FlightNumber, flight.Date)))),
            KeepsRoute = YesNo(KeepsRouteOf(facts, flights)),
        };
    }

    /// <summary>The same ends, the far one included where the trip comes back, and each flight begins where the one before ended.</summary>
    private static bool KeepsRouteOf(ReservationFacts facts, FlightChoice[] flights)
    {
        var (reservation, legs) = (facts.Reservation, flights.Select(choice => facts.Timetable.GetValueOrDefault(choice.FlightNumber)).ToList());
        if (legs.Count == 0 || legs.Contains(null))
        {
            return false;
        }

        var end = reservation.FlightType is FlightType.RoundTrip ? reservation.Origin : reservation.Destination;
        return legs[0]!.Origin == reservation.Origin && legs[^1]!.Destination == end
            && legs.Any(leg => leg!.Destination == reservation.Destination)
            && legs.Zip(legs.Skip(1)).All(pair => pair.First!.Destination == pair.Second!.Origin);
    }

    private static (string Problem, decimal? Difference) Judge(ReservationFacts facts, Cabin cabin, FlightChoice[] flights, string paymentId)
    {
        try
        {
            _ = ReservationChanges.ChangeFlights(facts, cabin, flights, paymentId);
            return ("none", Money.ToDollars(ReservationChanges.PlanFlights(facts, cabin, flights).DifferenceMinor));
        }
        catch (ToolException refusal)
        {
            return (refusal.Message, null);
        }
    }

    private static string YesNo(bool value) => value ? "yes" : "no";
}
