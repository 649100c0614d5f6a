using Agent.Plugins.BackOffice;

namespace Agent.Plugins.Airline.Flights;

/// <summary>A flight that can be booked, as a tool tells it; fares in dollars.</summary>
internal sealed record FlightOffer
{
    public required string FlightNumber { get; init; }
    public required string Origin { get; init; }
    public required string Destination { get; init; }
    public required string ScheduledDepartureTimeEst { get; init; }
    public required string ScheduledArrivalTimeEst { get; init; }
    public required FlightStatus Status { get; init; }
    public required ByCabin<int>? AvailableSeats { get; init; }
    public required ByCabin<decimal>? Prices { get; init; }

    /// <summary>The day it flies; only where several legs are offered together.</summary>
    public string? Date { get; init; }

    public static FlightOffer Of(Flight flight, FlightDay day, string? date = null) => new()
    {
        FlightNumber = flight.FlightNumber,
        Origin = flight.Origin,
        Destination = flight.Destination,
        ScheduledDepartureTimeEst = flight.Departure,
        ScheduledArrivalTimeEst = flight.Arrival,
        Status = day.Status,
        AvailableSeats = day.Seats,
        Prices = day.FaresMinor is { } fares ? new(Money.ToDollars(fares.BasicEconomy), Money.ToDollars(fares.Economy), Money.ToDollars(fares.Business)) : null,
        Date = date,
    };
}
