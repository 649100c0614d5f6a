using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agent.Plugins.Airline.Flights;
using Agent.Plugins.Airline.Flyers;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Effects;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Airline.Reservations;

/// <summary>Booking, and what it would be without doing it.</summary>
internal sealed class BookingTools(AirlineReader reader, EffectLedger ledger)
{
    private const string Book = "book_reservation";

    [Consequential, RequiresScope(ToolScopes.OrdersWrite), KernelFunction(Book), Description("Book a reservation. Returns the reservation.")]
    public Task<string> BookReservationAsync(
        Kernel kernel,
        [Description("The user id, such as 'sara_doe_496'.")] string user_id,
        [Description("The airport to start from, such as 'SFO'."), StringLength(100)] string origin,
        [Description("The airport to fly to, such as 'JFK'."), StringLength(100)] string destination,
        [Description("Whether the trip comes back."), AllowedValues("one_way", "round_trip")] string flight_type,
        [Description("The cabin of the whole trip."), AllowedValues("basic_economy", "economy", "business")] string cabin,
        [Description("All flights of the trip."), MinLength(1)] FlightChoice[] flights,
        [Description("Everybody who flies."), MinLength(1)] Passenger[] passengers,
        [Description("What pays how much of the price.")] PaymentShare[] payment_methods,
        [Description("How many checked bags there are in all."), Range(0, ReservationsPlugin.MostBaggages)] int total_baggages,
        [Description("How many of them are not free."), Range(0, ReservationsPlugin.MostBaggages)] int nonfree_baggages,
        [Description("Whether travel insurance is bought."), AllowedValues("yes", "no")] string insurance,
        CancellationToken cancellationToken)
    {
        var call = ToolCallContext.Of(kernel);
        var wish = Read(user_id, origin, destination, flight_type, cabin, flights, passengers, payment_methods, total_baggages, nonfree_baggages, insurance);
        return ledger.ApplyAsync(call, ToolAction.Of(Book, wish.Identity), async token => Booking.Decide(await reader.ReadFactsAsync(call, wish, token), wish), cancellationToken);
    }

    [RequiresScope(ToolScopes.OrdersRead), KernelFunction("preview_booking")]
    [Description("What a booking would cost, and what pays it, without doing it. 'problem' is 'none', or says why it is not possible.")]
    public async Task<string> PreviewBookingAsync(
        Kernel kernel,
        [Description("The user id, such as 'sara_doe_496'.")] string user_id,
        [Description("The airport to start from, such as 'SFO'."), StringLength(100)] string origin,
        [Description("The airport to fly to, such as 'JFK'."), StringLength(100)] string destination,
        [Description("Whether the trip comes back."), AllowedValues("one_way", "round_trip")] string flight_type,
        [Description("The cabin of the whole trip."), AllowedValues("basic_economy", "economy", "business")] string cabin,
        [Description("All flights of the trip."), MinLength(1)] FlightChoice[] flights,
        [Description("Everybody who flies."), MinLength(1)] Passenger[] passengers,
        [Description("What pays how much of the price.")] PaymentShare[] payment_methods,
        [Description("How many checked bags there are in all."), Range(0, ReservationsPlugin.MostBaggages)] int total_baggages,
        [Description("How many of them are not free."), Range(0, ReservationsPlugin.MostBaggages)] int nonfree_baggages,
        [Description("Whether travel insurance is bought."), AllowedValues("yes", "no")] string insurance,
        CancellationToken cancellationToken)
    {
        var wish = Read(user_id, origin, destination, flight_type, cabin, flights, passengers, payment_methods, total_baggages, nonfree_baggages, insurance);
        var facts = await reader.ReadFactsAsync(ToolCallContext.Of(kernel), wish, cancellationToken);
        return BackOfficeJson.ToText(AirlineJson.Default.BookingPreview, BookingPreview.Of(facts, wish));
    }

    private static BookingRequest Read(string userId, string origin, string destination, string flightType, string cabin, FlightChoice[] flights,
        Passenger[] passengers, PaymentShare[] payments, int totalBaggages, int nonfreeBaggages, string insurance) => new()
        {
            UserId = userId.Trim(),
            Origin = origin,
            Destination = destination,
            FlightType = WireName<FlightType>.Parse(flightType),
            Cabin = WireName<Cabin>.Parse(cabin),
            Flights = flights,
            Passengers = passengers,
            Payments = payments,
            TotalBaggages = totalBaggages,
            NonfreeBaggages = nonfreeBaggages,
            IsInsured = insurance is "yes",
        };
}
