using System.Text.Json.Serialization;

namespace Agent.Plugins.Customers;

/// <summary>The kind of a payment method. Only a gift card has a balance of its own.</summary>
internal enum PaymentSource
{
    [JsonStringEnumMemberName("credit_card")] CreditCard,
    [JsonStringEnumMemberName("paypal")] Paypal,
    [JsonStringEnumMemberName("gift_card")] GiftCard,
}
