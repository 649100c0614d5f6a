using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Agent.Plugins.Calling;

namespace Agent.Plugins.Airline.Reservations;

/// <summary>A part of a price and what pays it.</summary>
internal sealed record PaymentShare
{
    private const double Most = 1_000_000;

    [JsonPropertyName("payment_id"), Description("The payment id in the user's profile, such as 'credit_card_7815826', 'gift_card_7815826' or 'certificate_7815826'.")]
    public required string PaymentId { get; init; }

    [JsonPropertyName("amount"), Description("The amount it pays, in dollars."), Range(0, Most)]
    public required decimal Amount { get; init; }

    /// <exception cref="ToolException">It is no amount of whole cents.</exception>
    [JsonIgnore]
    public long AmountMinor => Amount * 100 is var cents && cents == decimal.Truncate(cents) ? (long)cents : throw new ToolException("amounts have at most two decimals");
}
