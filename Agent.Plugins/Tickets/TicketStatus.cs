using System.Text.Json.Serialization;

namespace Agent.Plugins.Tickets;

/// <summary>Whether anybody still has to do something.</summary>
internal enum TicketStatus
{
    [JsonStringEnumMemberName("open")] Open,
    [JsonStringEnumMemberName("closed")] Closed,
}
