using System.Text.Json.Serialization;

namespace Agent.Plugins.Refunds;

/// <summary>What a customer gets; the member names are the stored and spoken ones.</summary>
internal enum RefundTarget
{
    /// <summary>Money, back to where the order was paid from: a full refund.</summary>
    [JsonStringEnumMemberName("original_payment")] OriginalPayment,

    /// <summary>Credit to be spent in the shop.</summary>
    [JsonStringEnumMemberName("store_credit")] StoreCredit,
}
