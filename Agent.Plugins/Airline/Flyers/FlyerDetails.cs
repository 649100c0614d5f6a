using Agent.Plugins.BackOffice;
using Agent.Plugins.Customers;

namespace Agent.Plugins.Airline.Flyers;

/// <summary>A customer's profile as a tool tells it.</summary>
internal sealed record FlyerDetails
{
    public required PersonName Name { get; init; }
    public required FlyerAddress Address { get; init; }
    public required string Email { get; init; }
    public required string Dob { get; init; }

    /// <summary>By payment method id.</summary>
    public required Dictionary<string, FlyerPaymentDetails> PaymentMethods { get; init; }

    public required Passenger[] SavedPassengers { get; init; }
    public required Membership Membership { get; init; }

    /// <summary>Reservation ids, oldest first.</summary>
    public required string[] Reservations { get; init; }

    public static string ToText(Flyer flyer, IEnumerable<string> reservationIds) => BackOfficeJson.ToText(AirlineJson.Default.FlyerDetails, new()
    {
        Name = new(flyer.FirstName, flyer.LastName),
        Address = FlyerAddress.Of(flyer.Address),
        Email = flyer.Email,
        Dob = flyer.BirthDate,
        PaymentMethods = flyer.PaymentMethods.ToDictionary(method => method.Id, FlyerPaymentDetails.Of),
        SavedPassengers = flyer.SavedPassengers,
        Membership = flyer.Membership,
        Reservations = [.. reservationIds],
    });
}
