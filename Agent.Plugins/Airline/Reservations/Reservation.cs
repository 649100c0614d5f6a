using Agent.Plugins.Airline.Flights;
using Agent.Plugins.Airline.Flyers;

namespace Agent.Plugins.Airline.Reservations;

/// <summary>A trip that was booked. Flights, passengers and payments are read and written together with it, so it is one row.</summary>
internal sealed record Reservation
{
    public required string Tenant { get; init; }
    public required string ReservationId { get; init; }
    public required string CustomerId { get; init; }

    /// <summary>Which of the customer's reservations it is, counted from one.</summary>
    public required int Sequence { get; init; }

    /// <summary>Which of those made here it is, counted from zero; its id follows from it. Null for one that was imported.</summary>
    public int? Number { get; init; }

    public required string Origin { get; init; }
    public required string Destination { get; init; }
    public required FlightType FlightType { get; init; }
    public required Cabin Cabin { get; init; }
    public required BookedFlight[] Flights { get; init; }
    public required Passenger[] Passengers { get; init; }
    public required ReservationPayment[] PaymentHistory { get; init; }

    /// <summary>In the airline's own time, see <see cref="Storage.AirlineDesk"/>.</summary>
    public required DateTime CreatedAt { get; init; }

    public required int TotalBaggages { get; init; }
    public required int NonfreeBaggages { get; init; }
    public required bool IsInsured { get; init; }
    public bool IsCancelled { get; init; }

    /// <summary>PostgreSQL's xmin: changes with every write of the row.</summary>
    public uint Version { get; init; }
}
