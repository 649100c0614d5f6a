using System.Text.Json.Serialization;

namespace Agent.Plugins.Airline.Reservations;

/// <summary>Whether a trip comes back; the member names are the stored and spoken ones.</summary>
internal enum FlightType
{
    [JsonStringEnumMemberName("one_way")] OneWay,
    [JsonStringEnumMemberName("round_trip")] RoundTrip,
}
