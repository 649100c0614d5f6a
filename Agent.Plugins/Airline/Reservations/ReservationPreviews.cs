using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agent.Plugins.Airline.Flights;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Airline.Reservations;

/// <summary>What the changes would be without doing them, by their own rules, and how a reservation stands: for policies, and for whoever is asked first.</summary>
internal sealed class ReservationPreviews(AirlineReader reader)
{
    [RequiresScope(ToolScopes.OrdersRead), KernelFunction("preview_cancellation")]
    [Description("How a reservation stands: its age, whether a part was flown, cancelled or delayed, and whether its fare or insurance lets it be cancelled.")]
    public async Task<string> PreviewCancellationAsync(
        Kernel kernel, [Description(ReservationsPlugin.ReservationIdDescription)] string reservation_id, CancellationToken cancellationToken) =>
        BackOfficeJson.ToText(AirlineJson.Default.ReservationView,
            ReservationView.Of(await reader.ReadFactsAsync(ToolCallContext.Of(kernel), reservation_id, [], cancellationToken)));

    [RequiresScope(ToolScopes.OrdersRead), KernelFunction("preview_flight_change")]
    [Description("What a change of flights or cabin would cost, without doing it. 'problem' is 'none', or says why it is not possible.")]
    public async Task<string> PreviewFlightChangeAsync(
        Kernel kernel,
        [Description(ReservationsPlugin.ReservationIdDescription)] string reservation_id,
        [Description("The cabin of the whole trip."), AllowedValues("basic_economy", "economy", "business")] string cabin,
        [Description(ReservationsPlugin.WholeTripDescription), MinLength(1)] FlightChoice[] flights,
        [Description(ReservationsPlugin.PaymentIdDescription)] string payment_id,
        CancellationToken cancellationToken)
    {
        var facts = await reader.ReadFactsAsync(ToolCallContext.Of(kernel), reservation_id, flights, cancellationToken);
        return BackOfficeJson.ToText(AirlineJson.Default.FlightChangePreview, FlightChangePreview.Of(facts, WireName<Cabin>.Parse(cabin), flights, payment_id));
    }

    [RequiresScope(ToolScopes.OrdersRead), KernelFunction("preview_baggage_change")]
    [Description("What a change of checked bags would cost, without doing it. 'problem' is 'none', or says why it is not possible.")]
    public async Task<string> PreviewBaggageChangeAsync(
        Kernel kernel,
        [Description(ReservationsPlugin.ReservationIdDescription)] string reservation_id,
        [Description("How many bags there are then in all."), Range(0, ReservationsPlugin.MostBaggages)] int total_baggages,
        [Description("How many of them are not free."), Range(0, ReservationsPlugin.MostBaggages)] int nonfree_baggages,
        [Description(ReservationsPlugin.PaymentIdDescription)] string payment_id,
        CancellationToken cancellationToken)
    {
        var facts = await reader.ReadFactsAsync(ToolCallContext.Of(kernel), reservation_id, [], cancellationToken);
        return BackOfficeJson.ToText(AirlineJson.Default.BaggagePreview, BaggagePreview.Of(facts, total_baggages, nonfree_baggages, payment_id));
    }
}
