using System.Text.Json.Serialization;

namespace Agent.Plugins.Tickets;

/// <summary>How soon somebody should look at a ticket.</summary>
internal enum TicketPriority
{
    [JsonStringEnumMemberName("low")] Low,
    [JsonStringEnumMemberName("normal")] Normal,
    [JsonStringEnumMemberName("high")] High,
    [JsonStringEnumMemberName("urgent")] Urgent,
}
