using System.Globalization;
using Agent.Plugins.Airline.Flights;
using Agent.Plugins.Airline.Flyers;
using Agent.Plugins.Airline.Reservations;
using Agent.Plugins.BackOffice.Import;
using Agent.Plugins.Customers;

namespace Agent.Plugins.Airline.Import;

/// <summary>An airline as the public τ-bench airline domain keeps it: <c>users.json</c>, <c>reservations.json</c> and <c>flights.json</c>, each an object by id.</summary>
internal sealed class TauAirlineFolder
{
    private const string UsersFile = "users.json";
    private const string ReservationsFile = "reservations.json";
    private const string FlightsFile = "flights.json";

    private readonly string _tenant;

    private TauAirlineFolder(string tenant) => _tenant = tenant;

    public static IReadOnlyList<string> Files { get; } = [UsersFile, ReservationsFile, FlightsFile];

    public required List<Flight> Flights { get; init; }
    public required List<Flyer> Flyers { get; init; }
    public required List<Reservation> Reservations { get; init; }

    /// <exception cref="ImportException">A file is missing, malformed, or contradicts another.</exception>
    public static async Task<TauAirlineFolder> ReadAsync(string folder, string tenant, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            throw new ImportException($"{folder}: there is no such folder");
        }

        var users = await ImportNode.OpenAsync(folder, UsersFile, cancellationToken);
        var reservations = await ImportNode.OpenAsync(folder, ReservationsFile, cancellationToken);
        var flights = await ImportNode.OpenAsync(folder, FlightsFile, cancellationToken);
        var airline = new TauAirlineFolder(tenant) { Flights = [], Flyers = [], Reservations = [] };
        airline.Flights.AddRange(flights.Members().Select((flight, position) => airline.ReadFlight(flight.Name, flight.Value, position)));
        airline.Flyers.AddRange(users.Members().Select(user => airline.ReadFlyer(user.Name, user.Value)));
        airline.Reservations.AddRange(users.Members().SelectMany(user => airline.ReadReservations(user.Name, user.Value, reservations)));
        airline.Check(users, reservations, flights);
        return airline;
    }

    private void Check(ImportNode users, ImportNode reservations, ImportNode flights)
    {
        users.RefuseTwice("the user", Flyers.Select(flyer => flyer.CustomerId));
        users.RefuseTwice("the e-mail address", Flyers.Select(flyer => flyer.Email));
        users.RefuseTwice("the reservation", Reservations.Select(reservation => reservation.ReservationId));
        flights.RefuseTwice("the flight", Flights.Select(flight => flight.FlightNumber));
        var listed = Reservations.Select(reservation => reservation.ReservationId).ToHashSet();
        if (reservations.Members().FirstOrDefault(reservation => !listed.Contains(reservation.Name)) is { Name: { } orphan })
        {
            throw reservations.Fault($"no user lists the reservation '{orphan}'");
        }
    }

    private Flight ReadFlight(string number, ImportNode flight, int position) => new()
    {
        Tenant = _tenant,
        FlightNumber = number,
        Position = position,
        Origin = flight.Text("origin"),
        Destination = flight.Text("destination"),
        Departure = flight.Text("scheduled_departure_time_est"),
        Arrival = flight.Text("scheduled_arrival_time_est"),
        Days = flight["dates"].Members().DistinctBy(day => day.Name).ToDictionary(day => day.Name, day => ReadDay(day.Value)),
    };

    private static FlightDay ReadDay(ImportNode day)
    {
        var status = day.Name<FlightStatus>("status");
        if (status is not FlightStatus.Available)
        {
            return new(status);
        }

        var (seats, prices) = (day["available_seats"], day["prices"]);
        return new(status, new(seats.Count("basic_economy"), seats.Count("economy"), seats.Count("business")),
            new(prices.Minor("basic_economy"), prices.Minor("economy"), prices.Minor("business")));
    }

    private Flyer ReadFlyer(string id, ImportNode user) => new()
    {
        Tenant = _tenant,
        CustomerId = id,
        Membership = user.Name<Membership>("membership"),
        FirstName = user["name"].Text("first_name"),
        LastName = user["name"].Text("last_name"),
        Email = user.Text("email").ToLowerInvariant(),
        BirthDate = user.Text("dob"),
        Address = ReadAddress(user["address"]),
        PaymentMethods = [.. user["payment_methods"].Members().Select(method => ReadPaymentMethod(method.Name, method.Value))],
        SavedPassengers = ReadPassengers(user["saved_passengers"]),
    };

    private static FlyerPayment ReadPaymentMethod(string id, ImportNode method)
    {
        var source = method.Name<FlyerPaymentSource>("source");
        return new()
        {
            Id = id,
            Source = source,
            Brand = method.Find("brand")?.Text(),
            LastFour = method.Find("last_four")?.Text(),
            AmountMinor = source is FlyerPaymentSource.CreditCard ? null : method.Minor("amount"),
        };
    }

    private IEnumerable<Reservation> ReadReservations(string userId, ImportNode user, ImportNode reservations) => user["reservations"].Items().Select((listed, position) =>
    {
        var reservation = reservations.Find(listed.Text()) ?? throw listed.Fault($"there is no reservation '{listed.Text()}' in {reservations.File}");
        return reservation.Text("user_id") == userId
            ? ReadReservation(listed.Text(), reservation, userId, position + 1)
            : throw reservation["user_id"].Fault($"the reservation is listed by '{userId}'");
    });

    private Reservation ReadReservation(string id, ImportNode reservation, string userId, int sequence) => new()
    {
        Tenant = _tenant,
        ReservationId = id,
        CustomerId = userId,
        Sequence = sequence,
        Origin = reservation.Text("origin"),
        Destination = reservation.Text("destination"),
        FlightType = reservation.Name<FlightType>("flight_type"),
        Cabin = reservation.Name<Cabin>("cabin"),
        Flights = [.. reservation["flights"].Items().Select(flight =>
            new BookedFlight(flight.Text("flight_number"), flight.Text("date"), flight.Text("origin"), flight.Text("destination"), flight.Minor("price")))],
        Passengers = ReadPassengers(reservation["passengers"]),
        PaymentHistory = [.. reservation["payment_history"].Items().Select(payment => new ReservationPayment(payment.Text("payment_id"), payment.Minor("amount")))],
        CreatedAt = ReadTime(reservation["created_at"]),
        TotalBaggages = reservation.Count("total_baggages"),
        NonfreeBaggages = reservation.Count("nonfree_baggages"),
        IsInsured = reservation.Text("insurance") switch
        {
            "yes" => true,
            "no" => false,
            _ => throw reservation["insurance"].Fault("must be yes or no"),
        },
        IsCancelled = reservation.Find("status")?.Text() is "cancelled",
    };

    private static Passenger[] ReadPassengers(ImportNode passengers) => [.. passengers.Items().Select(passenger =>
        new Passenger { FirstName = passenger.Text("first_name"), LastName = passenger.Text("last_name"), Dob = passenger.Text("dob") })];

    private static Address ReadAddress(ImportNode address) => new()
    {
        Address1 = address.Text("address1"),
        Address2 = address.Text("address2"),
        City = address.Text("city"),
        Country = address.Text("country"),
        State = address.Text("province"),
        Zip = address.Text("zip"),
    };

    private static DateTime ReadTime(ImportNode time) =>
        DateTime.TryParseExact(time.Text(), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read)
            ? read : throw time.Fault("must be a time such as 2024-05-01T08:30:00");
}
