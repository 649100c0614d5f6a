using System.Text.Json.Serialization;

namespace Agent.Plugins.Airline.Flyers;

/// <summary>What a payment method is; the member names are the stored and spoken ones.</summary>
internal enum FlyerPaymentSource
{
    [JsonStringEnumMemberName("credit_card")] CreditCard,
    [JsonStringEnumMemberName("gift_card")] GiftCard,

    /// <summary>A travel certificate: used once, and what is left of it is lost.</summary>
    [JsonStringEnumMemberName("certificate")] Certificate,
}
