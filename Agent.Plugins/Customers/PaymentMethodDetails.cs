using Agent.Plugins.BackOffice;

namespace Agent.Plugins.Customers;

/// <summary>A payment method as a tool tells it: a card has brand and last digits, a gift card its balance in dollars.</summary>
internal sealed record PaymentMethodDetails(PaymentSource Source, string Id, string? Brand, string? LastFour, decimal? Balance)
{
    public static PaymentMethodDetails Of(PaymentMethod method) =>
        new(method.Source, method.PaymentMethodId, method.Brand, method.LastFour, method.BalanceMinor is { } balance ? Money.ToDollars(balance) : null);
}
