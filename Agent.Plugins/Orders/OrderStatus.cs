using System.Text.Json.Serialization;

namespace Agent.Plugins.Orders;

/// <summary>Where an order stands; the member names are the stored and spoken ones (those of the public retail domain).</summary>
internal enum OrderStatus
{
    [JsonStringEnumMemberName("pending")] Pending,
    [JsonStringEnumMemberName("pending (item modified)")] PendingItemModified,
    [JsonStringEnumMemberName("processed")] Processed,
    [JsonStringEnumMemberName("delivered")] Delivered,
    [JsonStringEnumMemberName("cancelled")] Cancelled,
    [JsonStringEnumMemberName("return requested")] ReturnRequested,
    [JsonStringEnumMemberName("exchange requested")] ExchangeRequested,
}
