using System.Text.Json.Serialization;

namespace Agent.Plugins.Airline.Flyers;

/// <summary>What a customer of an airline is entitled to; the member names are the stored and spoken ones.</summary>
internal enum Membership
{
    [JsonStringEnumMemberName("regular")] Regular,
    [JsonStringEnumMemberName("silver")] Silver,
    [JsonStringEnumMemberName("gold")] Gold,
}
