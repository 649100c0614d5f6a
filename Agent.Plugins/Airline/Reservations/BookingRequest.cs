using System.Text.Json;
using System.Text.Json.Serialization;
using Agent.Plugins.Airline.Flights;
using Agent.Plugins.Airline.Flyers;

namespace Agent.Plugins.Airline.Reservations;

/// <summary>What somebody wants to book.</summary>
internal sealed record BookingRequest
{
    public required string UserId { get; init; }
    public required string Origin { get; init; }
    public required string Destination { get; init; }
    public required FlightType FlightType { get; init; }
    public required Cabin Cabin { get; init; }
    public required FlightChoice[] Flights { get; init; }
    public required Passenger[] Passengers { get; init; }
    public required PaymentShare[] Payments { get; init; }
    public required int TotalBaggages { get; init; }
    public required int NonfreeBaggages { get; init; }
    public required bool IsInsured { get; init; }

    /// <summary>Everything a repetition must have in common with the first call.</summary>
    [JsonIgnore]
    public string Identity => JsonSerializer.Serialize(this, AirlineJson.Default.BookingRequest);
}
