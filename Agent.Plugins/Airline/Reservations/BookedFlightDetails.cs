namespace Agent.Plugins.Airline.Reservations;

/// <summary>A flight of a reservation as a tool tells it; the price is for each passenger, in dollars.</summary>
internal sealed record BookedFlightDetails(string FlightNumber, string Date, string Origin, string Destination, decimal Price);
