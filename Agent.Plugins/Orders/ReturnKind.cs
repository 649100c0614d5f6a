using System.Text.Json.Serialization;

namespace Agent.Plugins.Orders;

/// <summary>Whether the customer gets money or other articles for what comes back.</summary>
internal enum ReturnKind
{
    [JsonStringEnumMemberName("return")] Return,
    [JsonStringEnumMemberName("exchange")] Exchange,
}
