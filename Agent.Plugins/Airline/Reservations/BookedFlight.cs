namespace Agent.Plugins.Airline.Reservations;

/// <summary>A flight of a reservation, with what it cost for each passenger, in cents.</summary>
internal sealed record BookedFlight(string FlightNumber, string Date, string Origin, string Destination, long PriceMinor);
