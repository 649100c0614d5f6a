namespace Agent.Host.Models.Offline.BackOffice;

/// <summary>One of a customer's payment methods; its source is <c>credit_card</c>, <c>paypal</c> or <c>gift_card</c>.</summary>
internal sealed record PaymentMethodView(string Id, string Source, string? Brand, string? LastFour, decimal? Balance)
{
    public string Spoken => Source switch
    {
        "credit_card" when LastFour is not null => $"your {Capitalised(Brand ?? "card")} ending in {LastFour}",
        "credit_card" => "your credit card",
        "paypal" => "your PayPal account",
        "gift_card" when Balance is { } balance => $"your gift card (balance {Money.Format(balance)})",
        "gift_card" => "your gift card",
        _ => $"payment method {Id}",
    };

    private static string Capitalised(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];
}
