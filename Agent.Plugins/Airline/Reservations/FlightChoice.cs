using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Agent.Plugins.Airline.Reservations;

/// <summary>A flight that somebody wants to take.</summary>
internal sealed record FlightChoice
{
    [JsonPropertyName("flight_number"), Description("The flight number, such as 'HAT001'.")]
    public required string FlightNumber { get; init; }

    [JsonPropertyName("date"), Description("The day of the flight as 'YYYY-MM-DD', such as '2024-05-01'.")]
    public required string Date { get; init; }

    // Models hand a reservation's flights back as they were shown; what follows from number and day is not taken from there.
    [JsonPropertyName("origin"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("May be left out: the timetable says it.")]
    public string? Origin { get; init; }

    [JsonPropertyName("destination"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("May be left out: the timetable says it.")]
    public string? Destination { get; init; }

    [JsonPropertyName("price"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("May be left out: the fare decides.")]
    public decimal? Price { get; init; }
}
