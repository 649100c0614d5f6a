using Agent.Plugins.Airline.Flights;
using Agent.Plugins.Calling;

namespace Agent.Plugins.Airline.Reservations;

/// <summary>What a flight costs that somebody wants to take.</summary>
internal static class Fares
{
    public const long InsuranceMinor = 30_00;
    public const long BaggageMinor = 50_00;

    /// <exception cref="ToolException">It cannot be booked, or has too few seats.</exception>
    public static BookedFlight Book(FlightChoice choice, IReadOnlyDictionary<string, Flight> timetable, Cabin cabin, int passengers)
    {
        if (!timetable.TryGetValue(choice.FlightNumber, out var flight))
        {
            throw new ToolException($"flight {choice.FlightNumber} not found");
        }

        var day = flight.On(choice.Date) ?? throw new ToolException($"flight {choice.FlightNumber} not found on date {choice.Date}");
        if (day is not { Status: FlightStatus.Available, Seats: { } seats, FaresMinor: { } fares })
        {
            throw new ToolException($"flight {choice.FlightNumber} not available on date {choice.Date}");
        }

        return seats.In(cabin) < passengers
            ? throw new ToolException($"not enough seats on flight {choice.FlightNumber}")
            : new(choice.FlightNumber, choice.Date, flight.Origin, flight.Destination, fares.In(cabin));
    }
}
