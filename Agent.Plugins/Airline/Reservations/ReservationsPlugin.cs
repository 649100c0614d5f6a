using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Agent.Plugins.Airline.Flights;
using Agent.Plugins.Airline.Flyers;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Effects;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Airline.Reservations;

/// <summary>The customer's trips: looking, cancelling, changing. Parameter names are the wire names, as in the public airline domain.</summary>
internal sealed class ReservationsPlugin(AirlineReader reader, EffectLedger ledger)
{
    public const string Name = "reservations";
    public const string Purpose = "The customer's reservations of flights: booking, changes, cancellation.";

    public const string ReservationIdDescription = "The reservation id, such as 'ZFA04Y'.";
    public const string PaymentIdDescription = "The payment id in the user's profile that pays or gets back the difference, such as 'credit_card_7815826' or 'gift_card_7815826'.";
    public const string WholeTripDescription = "All flights of the changed reservation, also those that stay.";
    public const int MostBaggages = 1_000;

    private const string Cancel = "cancel_reservation";
    private const string ChangeFlights = "update_reservation_flights";
    private const string ChangeBaggages = "update_reservation_baggages";
    private const string ChangePassengers = "update_reservation_passengers";

    [RequiresScope(ToolScopes.OrdersRead), KernelFunction("get_reservation_details"), Description("The details of a reservation.")]
    public async Task<string> GetReservationDetailsAsync(Kernel kernel, [Description(ReservationIdDescription)] string reservation_id, CancellationToken cancellationToken) =>
        // The public domain's own words for a reservation it does not know.
        ReservationDetails.ToText(await reader.ReadAsync(ToolCallContext.Of(kernel), reservation_id, "user not found", cancellationToken));

    [Consequential, RequiresScope(ToolScopes.OrdersWrite), KernelFunction(Cancel)]
    [Description("Cancel the whole reservation. What was paid goes back to the payment methods within 5 to 7 business days. Returns the reservation after the cancellation.")]
    public Task<string> CancelReservationAsync(Kernel kernel, [Description(ReservationIdDescription)] string reservation_id, CancellationToken cancellationToken)
    {
        var call = ToolCallContext.Of(kernel);
        return ledger.ApplyAsync(call, ToolAction.Of(Cancel, reservation_id.Trim()),
            async token => ReservationChanges.Cancel(await reader.ReadFactsAsync(call, reservation_id, [], token)), cancellationToken);
    }

    [Consequential, RequiresScope(ToolScopes.OrdersWrite), KernelFunction(ChangeFlights)]
    [Description("Change the flights of a reservation, or the cabin of all of them. Returns the reservation after the change.")]
    public Task<string> UpdateReservationFlightsAsync(
        Kernel kernel,
        [Description(ReservationIdDescription)] string reservation_id,
        [Description("The cabin of the whole trip."), AllowedValues("basic_economy", "economy", "business")] string cabin,
        [Description(WholeTripDescription), MinLength(1)] FlightChoice[] flights,
        [Description(PaymentIdDescription)] string payment_id,
        CancellationToken cancellationToken)
    {
        var (call, wanted) = (ToolCallContext.Of(kernel), WireName<Cabin>.Parse(cabin));
        return ledger.ApplyAsync(call, ToolAction.Of(ChangeFlights, reservation_id.Trim(), cabin, JsonSerializer.Serialize(flights, AirlineJson.Default.FlightChoiceArray), payment_id),
            async token => ReservationChanges.ChangeFlights(await reader.ReadFactsAsync(call, reservation_id, flights, token), wanted, flights, payment_id), cancellationToken);
    }

    [Consequential, RequiresScope(ToolScopes.OrdersWrite), KernelFunction(ChangeBaggages)]
    [Description("Change how many checked bags a reservation has. Returns the reservation after the change.")]
    public Task<string> UpdateReservationBaggagesAsync(
        Kernel kernel,
        [Description(ReservationIdDescription)] string reservation_id,
        [Description("How many bags there are then in all."), Range(0, MostBaggages)] int total_baggages,
        [Description("How many of them are not free."), Range(0, MostBaggages)] int nonfree_baggages,
        [Description(PaymentIdDescription)] string payment_id,
        CancellationToken cancellationToken)
    {
        var call = ToolCallContext.Of(kernel);
        return ledger.ApplyAsync(call, ToolAction.Of(ChangeBaggages, reservation_id.Trim(), Text(total_baggages), Text(nonfree_baggages), payment_id),
            async token => ReservationChanges.ChangeBaggage(await reader.ReadFactsAsync(call, reservation_id, [], token), total_baggages, nonfree_baggages, payment_id), cancellationToken);
    }

    [Consequential, RequiresScope(ToolScopes.OrdersWrite), KernelFunction(ChangePassengers)]
    [Description("Change who flies; not how many. Returns the reservation after the change.")]
    public Task<string> UpdateReservationPassengersAsync(
        Kernel kernel,
        [Description(ReservationIdDescription)] string reservation_id,
        [Description("All passengers after the change."), MinLength(1)] Passenger[] passengers,
        CancellationToken cancellationToken)
    {
        var call = ToolCallContext.Of(kernel);
        return ledger.ApplyAsync(call, ToolAction.Of(ChangePassengers, reservation_id.Trim(), JsonSerializer.Serialize(passengers, AirlineJson.Default.PassengerArray)),
            async token => ReservationChanges.ChangePassengers(await reader.ReadFactsAsync(call, reservation_id, [], token), passengers), cancellationToken);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
