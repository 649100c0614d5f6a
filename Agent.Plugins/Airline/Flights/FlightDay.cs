namespace Agent.Plugins.Airline.Flights;

/// <summary>A flight on one day. Seats and fares are there while it can be booked.</summary>
internal sealed record FlightDay(FlightStatus Status, ByCabin<int>? Seats = null, ByCabin<long>? FaresMinor = null);
