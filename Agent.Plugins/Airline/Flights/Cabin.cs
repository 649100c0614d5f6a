using System.Text.Json.Serialization;

namespace Agent.Plugins.Airline.Flights;

/// <summary>Where in the aircraft; the member names are the stored and spoken ones.</summary>
internal enum Cabin
{
    [JsonStringEnumMemberName("basic_economy")] BasicEconomy,
    [JsonStringEnumMemberName("economy")] Economy,
    [JsonStringEnumMemberName("business")] Business,
}
