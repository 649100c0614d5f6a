using Agent.Plugins.BackOffice;

namespace Agent.Plugins.Airline.Flyers;

/// <summary>A payment method as a tool tells it; amounts in dollars.</summary>
internal sealed record FlyerPaymentDetails(FlyerPaymentSource Source, string Id, string? Brand, string? LastFour, decimal? Amount)
{
    public static FlyerPaymentDetails Of(FlyerPayment method) =>
        new(method.Source, method.Id, method.Brand, method.LastFour, method.AmountMinor is { } amount ? Money.ToDollars(amount) : null);
}
