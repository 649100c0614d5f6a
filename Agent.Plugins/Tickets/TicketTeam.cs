using System.Text.Json.Serialization;

namespace Agent.Plugins.Tickets;

/// <summary>Who works on a ticket.</summary>
internal enum TicketTeam
{
    [JsonStringEnumMemberName("orders")] Orders,
    [JsonStringEnumMemberName("billing")] Billing,
    [JsonStringEnumMemberName("technical")] Technical,
    [JsonStringEnumMemberName("general")] General,
    [JsonStringEnumMemberName("human")] Human,
}
