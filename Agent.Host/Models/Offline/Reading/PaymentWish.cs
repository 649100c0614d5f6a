namespace Agent.Host.Models.Offline.Reading;

/// <summary>The payment method a customer means: a kind, or one exactly by its id or its last four digits.</summary>
/// <param name="Kind">The kind named.</param>
/// <param name="Exact">A payment method id or four digits, when said.</param>
internal sealed record PaymentWish(PaymentKind Kind, string? Exact = null);
