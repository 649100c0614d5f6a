using Agent.Plugins.Airline.Flights;
using Agent.Plugins.Airline.Flyers;
using Agent.Plugins.Calling;
using Agent.Plugins.Effects;

namespace Agent.Plugins.Airline.Reservations;

/// <summary>The rules of changing a reservation that hold whoever calls. What a fare allows is policy.</summary>
internal static class ReservationChanges
{
    /// <summary>Every payment is reversed; the money is back within days, also that of gift cards.</summary>
    /// <exception cref="ToolException">It was cancelled before.</exception>
    public static Effect Cancel(ReservationFacts facts)
    {
        var before = facts.Open;
        return Store(before with
        {
            IsCancelled = true,
            PaymentHistory = [.. before.PaymentHistory, .. before.PaymentHistory.Select(payment => payment with { AmountMinor = -payment.AmountMinor })],
        });
    }

    /// <summary>A flight that stays keeps what it cost; others cost today's fare. The cabin that was booked stays on record: each flight's price says what was paid.</summary>
    /// <exception cref="ToolException">A flight cannot be booked, or the method cannot pay.</exception>
    public static Effect ChangeFlights(ReservationFacts facts, Cabin cabin, FlightChoice[] choices, string paymentId)
    {
        var (before, plan) = (facts.Open, PlanFlights(facts, cabin, choices));
        return Settle(facts, before with { Flights = plan.Flights }, paymentId, plan.DifferenceMinor);
    }

    /// <summary>The new flights, and what is still to be paid for all passengers, in cents; negative for what is paid back.</summary>
    /// <exception cref="ToolException">A flight cannot be booked.</exception>
    public static (BookedFlight[] Flights, long DifferenceMinor) PlanFlights(ReservationFacts facts, Cabin cabin, FlightChoice[] choices)
    {
        var (before, passengers) = (facts.Reservation, facts.Reservation.Passengers.Length);
        BookedFlight[] flights = [.. choices.Select(choice =>
            (cabin == before.Cabin ? before.Flights.FirstOrDefault(flight => flight.FlightNumber == choice.FlightNumber && flight.Date == choice.Date) : null)
            ?? Fares.Book(choice, facts.Timetable, cabin, passengers))];
        return (flights, (flights.Sum(flight => flight.PriceMinor) - before.Flights.Sum(flight => flight.PriceMinor)) * passengers);
    }

    /// <summary>Baggage that was paid for stays paid for.</summary>
    /// <exception cref="ToolException">The method cannot pay.</exception>
    public static Effect ChangeBaggage(ReservationFacts facts, int total, int nonfree, string paymentId) =>
        Settle(facts, facts.Open with { TotalBaggages = total, NonfreeBaggages = nonfree }, paymentId, BaggageMinor(facts, nonfree));

    /// <summary>What more baggage costs, in cents.</summary>
    public static long BaggageMinor(ReservationFacts facts, int nonfree) => Fares.BaggageMinor * Math.Max(0, nonfree - facts.Reservation.NonfreeBaggages);

    /// <exception cref="ToolException">There are more or fewer than before.</exception>
    public static Effect ChangePassengers(ReservationFacts facts, Passenger[] passengers) => passengers.Length == facts.Open.Passengers.Length
        ? Store(facts.Reservation with { Passengers = passengers })
        : throw new ToolException("number of passengers does not match");

    private static Effect Settle(ReservationFacts facts, Reservation after, string paymentId, long amountMinor)
    {
        var payer = facts.FindPayer(paymentId, amountMinor);
        if (amountMinor == 0)
        {
            return Store(after);
        }

        var paid = after with { PaymentHistory = [.. after.PaymentHistory, new(paymentId, amountMinor)] };
        return payer.Source is FlyerPaymentSource.GiftCard
            ? new(ReservationDetails.ToText(paid), AirlineStatements.SetPaymentMethods(facts.Flyer.WithAmount(paymentId, payer.AmountMinor - amountMinor)), AirlineStatements.Update(paid))
            : Store(paid);
    }

    private static Effect Store(Reservation after) => new(ReservationDetails.ToText(after), AirlineStatements.Update(after));
}
