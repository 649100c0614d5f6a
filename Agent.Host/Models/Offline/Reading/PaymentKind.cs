namespace Agent.Host.Models.Offline.Reading;

/// <summary>The ways to pay a customer can name.</summary>
internal enum PaymentKind
{
    Original,
    Card,
    PayPal,
    GiftCard,
    StoreCredit,
    Exact,
}
