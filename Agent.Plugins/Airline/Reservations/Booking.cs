using System.Globalization;
using Agent.Plugins.Airline.Flights;
using Agent.Plugins.Airline.Flyers;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Effects;

namespace Agent.Plugins.Airline.Reservations;

/// <summary>The rules of booking: seats, fares, and a price that is paid to the cent. How many of what may pay is policy.</summary>
internal static class Booking
{
    /// <exception cref="ToolException">It cannot be booked like this.</exception>
    public static Effect Decide(BookingFacts facts, BookingRequest wish)
    {
        var (flights, total) = Price(facts.Timetable, wish);
        var paid = Pay(facts.Flyer, wish, total);
        var reservation = new Reservation
        {
            Tenant = facts.Flyer.Tenant,
            ReservationId = facts.NextId,
            CustomerId = facts.Flyer.CustomerId,
            Sequence = facts.NextSequence,
            Number = facts.NextNumber,
            Origin = wish.Origin,
            Destination = wish.Destination,
            FlightType = wish.FlightType,
            Cabin = wish.Cabin,
            Flights = flights,
            Passengers = wish.Passengers,
            PaymentHistory = [.. wish.Payments.Select(share => new ReservationPayment(share.PaymentId, share.AmountMinor))],
            CreatedAt = facts.Now,
            TotalBaggages = wish.TotalBaggages,
            NonfreeBaggages = wish.NonfreeBaggages,
            IsInsured = wish.IsInsured,
        };
        var text = ReservationDetails.ToText(reservation);
        return ReferenceEquals(paid, facts.Flyer)
            ? new(text, AirlineStatements.Insert(reservation))
            : new(text, AirlineStatements.SetPaymentMethods(paid), AirlineStatements.Insert(reservation));
    }

    /// <summary>The flights with their fares, and what the whole trip costs in cents.</summary>
    /// <exception cref="ToolException">A flight cannot be booked.</exception>
    public static (BookedFlight[] Flights, long TotalMinor) Price(IReadOnlyDictionary<string, Flight> timetable, BookingRequest wish)
    {
        var passengers = wish.Passengers.Length;
        BookedFlight[] flights = [.. wish.Flights.Select(choice => Fares.Book(choice, timetable, wish.Cabin, passengers))];
        return (flights, (flights.Sum(flight => flight.PriceMinor) * passengers) + (wish.IsInsured ? Fares.InsuranceMinor * passengers : 0) + (Fares.BaggageMinor * wish.NonfreeBaggages));
    }

    /// <summary>The customer after paying: a gift card holds less, and a certificate is used up, whatever was left of it.</summary>
    /// <exception cref="ToolException">A method is not the customer's or holds too little, or the amounts are not the price.</exception>
    private static Flyer Pay(Flyer flyer, BookingRequest wish, long totalMinor)
    {
        foreach (var share in wish.Payments)
        {
            var method = flyer.FindMethod(share.PaymentId) ?? throw new ToolException($"payment method {share.PaymentId} not found");
            if (method.Source is FlyerPaymentSource.CreditCard)
            {
                continue;
            }

            var left = method.AmountMinor.GetValueOrDefault() - share.AmountMinor;
            flyer = left < 0 ? throw new ToolException($"not enough balance in payment method {share.PaymentId}")
                : flyer.WithAmount(share.PaymentId, method.Source is FlyerPaymentSource.Certificate ? null : left);
        }

        return wish.Payments.Sum(share => share.AmountMinor) == totalMinor
            ? flyer
            : throw new ToolException(string.Create(CultureInfo.InvariantCulture,
                $"payment amount does not add up, total price is {Money.ToDollars(totalMinor)}, but paid {wish.Payments.Sum(share => share.Amount)}"));
    }
}
