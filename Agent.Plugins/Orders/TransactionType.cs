using System.Text.Json.Serialization;

namespace Agent.Plugins.Orders;

/// <summary>The direction money moved in.</summary>
internal enum TransactionType
{
    [JsonStringEnumMemberName("payment")] Payment,
    [JsonStringEnumMemberName("refund")] Refund,
}
