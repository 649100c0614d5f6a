using Agent.Plugins.Airline.Flyers;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;

namespace Agent.Plugins.Airline.Reservations;

/// <summary>What a booking would be, as a tool tells it: what policies ask for.</summary>
internal sealed record BookingPreview
{
    /// <summary>Why it is not possible, or <c>none</c>.</summary>
    public required string Problem { get; init; }

    /// <summary>What the whole trip costs, in dollars; absent when there is a problem.</summary>
    public decimal? Amount { get; init; }

    public required int Passengers { get; init; }
    public required int Certificates { get; init; }
    public required int CreditCards { get; init; }
    public required int GiftCards { get; init; }

    /// <summary>How many bags were called free that are not.</summary>
    public required int UnpaidBaggages { get; init; }

    public static BookingPreview Of(BookingFacts facts, BookingRequest wish)
    {
        var (problem, amount) = Judge(facts, wish);
        return new()
        {
            Problem = problem,
            Amount = amount,
            Passengers = wish.Passengers.Length,
            Certificates = Count(FlyerPaymentSource.Certificate),
            CreditCards = Count(FlyerPaymentSource.CreditCard),
            GiftCards = Count(FlyerPaymentSource.GiftCard),
            UnpaidBaggages = Math.Max(0, BaggageAllowance.LeastNonfree(facts.Flyer.Membership, wish.Cabin, wish.Passengers.Length, wish.TotalBaggages) - wish.NonfreeBaggages),
        };

        int Count(FlyerPaymentSource source) => wish.Payments.Select(share => share.PaymentId).Distinct().Count(id => facts.Flyer.FindMethod(id)?.Source == source);
    }

    private static (string Problem, decimal? Amount) Judge(BookingFacts facts, BookingRequest wish)
    {
        try
        {
            _ = Booking.Decide(facts, wish);
            return ("none", Money.ToDollars(Booking.Price(facts.Timetable, wish).TotalMinor));
        }
        catch (ToolException refusal)
        {
            return (refusal.Message, null);
        }
    }
}
