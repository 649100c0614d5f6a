using System.Text.Json.Serialization;

namespace Agent.Plugins.Airline.Flights;

/// <summary>How a flight stands on one day; the member names are the stored and spoken ones.</summary>
internal enum FlightStatus
{
    /// <summary>It has not taken off and can be booked.</summary>
    [JsonStringEnumMemberName("available")] Available,
    [JsonStringEnumMemberName("on time")] OnTime,
    [JsonStringEnumMemberName("delayed")] Delayed,
    [JsonStringEnumMemberName("flying")] Flying,
    [JsonStringEnumMemberName("landed")] Landed,
    [JsonStringEnumMemberName("cancelled")] Cancelled,
}
