using System.Text.Json.Serialization;

namespace Agent.Plugins.Customers;

/// <summary>What a customer is entitled to; the member names are the stored and spoken ones.</summary>
internal enum CustomerTier
{
    [JsonStringEnumMemberName("standard")] Standard,
    [JsonStringEnumMemberName("gold")] Gold,
}
