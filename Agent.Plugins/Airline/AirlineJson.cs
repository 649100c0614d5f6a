using System.Text.Json.Serialization;
using Agent.Plugins.Airline.Certificates;
using Agent.Plugins.Airline.Flights;
using Agent.Plugins.Airline.Flyers;
using Agent.Plugins.Airline.Reservations;

namespace Agent.Plugins.Airline;

/// <summary>JSON of the airline, in jsonb columns and in tool results: snake_case, absent rather than null, enums by their stored names.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, FlightDay>))]
[JsonSerializable(typeof(FlightOffer[]))]
[JsonSerializable(typeof(FlightOffer[][]))]
[JsonSerializable(typeof(FlyerPayment[]))]
[JsonSerializable(typeof(Passenger[]))]
[JsonSerializable(typeof(FlyerDetails))]
[JsonSerializable(typeof(BookedFlight[]))]
[JsonSerializable(typeof(FlightChoice[]))]
[JsonSerializable(typeof(ReservationPayment[]))]
[JsonSerializable(typeof(ReservationDetails))]
[JsonSerializable(typeof(BookingRequest))]
[JsonSerializable(typeof(ReservationView))]
[JsonSerializable(typeof(BookingPreview))]
[JsonSerializable(typeof(FlightChangePreview))]
[JsonSerializable(typeof(BaggagePreview))]
[JsonSerializable(typeof(CertificatePreview))]
internal sealed partial class AirlineJson : JsonSerializerContext;
