using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Agent.Plugins.Airline.Flyers;

/// <summary>Somebody who flies.</summary>
internal sealed record Passenger
{
    [JsonPropertyName("first_name"), Description("The first name, such as 'Noah'.")]
    public required string FirstName { get; init; }

    [JsonPropertyName("last_name"), Description("The last name, such as 'Brown'.")]
    public required string LastName { get; init; }

    [JsonPropertyName("dob"), Description("The date of birth as 'YYYY-MM-DD', such as '1990-01-01'.")]
    public required string Dob { get; init; }
}
