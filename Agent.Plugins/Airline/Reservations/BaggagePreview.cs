using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;

namespace Agent.Plugins.Airline.Reservations;

/// <summary>What a change of checked bags would be, as a tool tells it.</summary>
internal sealed record BaggagePreview
{
    /// <summary>Why it is not possible, or <c>none</c>.</summary>
    public required string Problem { get; init; }

    /// <summary>What it costs, in dollars.</summary>
    public required decimal Amount { get; init; }

    /// <summary>How many bags fewer there would be.</summary>
    public required int Removed { get; init; }

    /// <summary>How many bags were called free that are not.</summary>
    public required int UnpaidBaggages { get; init; }

    public static BaggagePreview Of(ReservationFacts facts, int total, int nonfree, string paymentId)
    {
        var reservation = facts.Reservation;
        return new()
        {
            Problem = Judge(facts, total, nonfree, paymentId),
            Amount = Money.ToDollars(ReservationChanges.BaggageMinor(facts, nonfree)),
            Removed = Math.Max(0, reservation.TotalBaggages - total),
            UnpaidBaggages = Math.Max(0, BaggageAllowance.LeastNonfree(facts.Flyer.Membership, reservation.Cabin, reservation.Passengers.Length, total) - nonfree),
        };
    }

    private static string Judge(ReservationFacts facts, int total, int nonfree, string paymentId)
    {
        try
        {
            _ = ReservationChanges.ChangeBaggage(facts, total, nonfree, paymentId);
            return "none";
        }
        catch (ToolException refusal)
        {
            return refusal.Message;
        }
    }
}
