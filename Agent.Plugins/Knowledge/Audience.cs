using System.Text.Json.Serialization;

namespace Agent.Plugins.Knowledge;

/// <summary>Who may read an article; the member names are the stored ones.</summary>
internal enum Audience
{
    [JsonStringEnumMemberName("everyone")] Everyone,

    /// <summary>Customers of the tier Gold.</summary>
    [JsonStringEnumMemberName("gold")] Gold,

    /// <summary>The shop's own people.</summary>
    [JsonStringEnumMemberName("staff")] Staff,
}
