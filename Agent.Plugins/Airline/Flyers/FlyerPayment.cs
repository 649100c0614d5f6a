namespace Agent.Plugins.Airline.Flyers;

/// <summary>A payment method of a customer; what is left on a gift card or certificate is in cents.</summary>
internal sealed record FlyerPayment
{
    public required string Id { get; init; }
    public required FlyerPaymentSource Source { get; init; }
    public string? Brand { get; init; }
    public string? LastFour { get; init; }
    public long? AmountMinor { get; init; }
}
