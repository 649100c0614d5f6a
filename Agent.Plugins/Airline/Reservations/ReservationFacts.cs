using Agent.Plugins.Airline.Flights;
using Agent.Plugins.Airline.Flyers;
using Agent.Plugins.Calling;

namespace Agent.Plugins.Airline.Reservations;

/// <summary>What a decision about a reservation rests on.</summary>
/// <param name="Reservation">As it is now.</param>
/// <param name="Flyer">Whose it is.</param>
/// <param name="Timetable">The flights of the reservation and those that are wanted, by number, as far as they exist.</param>
/// <param name="Now">The airline's time.</param>
internal sealed record ReservationFacts(Reservation Reservation, Flyer Flyer, IReadOnlyDictionary<string, Flight> Timetable, DateTime Now)
{
    /// <summary>A reservation that can still be changed.</summary>
    /// <exception cref="ToolException">It was cancelled.</exception>
    public Reservation Open => Reservation.IsCancelled ? throw new ToolException("reservation is cancelled already and cannot be changed") : Reservation;

    /// <summary>The method that pays for a change, or gets back what is left.</summary>
    /// <exception cref="ToolException">It cannot, or has not enough.</exception>
    public FlyerPayment FindPayer(string paymentId, long amountMinor) => Flyer.FindMethod(paymentId) switch
    {
        null => throw new ToolException("payment method not found"),
        { Source: FlyerPaymentSource.Certificate } => throw new ToolException("certificate cannot be used to update reservation"),
        { Source: FlyerPaymentSource.GiftCard, AmountMinor: var left } when left < amountMinor => throw new ToolException("gift card balance is not enough"),
        var method => method,
    };
}
