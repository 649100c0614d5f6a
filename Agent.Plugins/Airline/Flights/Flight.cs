namespace Agent.Plugins.Airline.Flights;

/// <summary>
/// A flight of the timetable with all its days: one row, because no tool changes it. Seats and fares come from the system that sells them, and follow a
/// booking later.
/// </summary>
internal sealed record Flight
{
    public required string Tenant { get; init; }
    public required string FlightNumber { get; init; }

    /// <summary>Its place in the timetable, which is the order in which flights are offered.</summary>
    public required int Position { get; init; }

    public required string Origin { get; init; }
    public required string Destination { get; init; }

    /// <summary>Time of day, such as <c>06:00:00</c>.</summary>
    public required string Departure { get; init; }

    /// <summary>Time of day, with <c>+1</c> behind it for the day after.</summary>
    public required string Arrival { get; init; }

    /// <summary>By date, such as <c>2024-05-26</c>.</summary>
    public required Dictionary<string, FlightDay> Days { get; init; }

    public FlightDay? On(string date) => Days.GetValueOrDefault(date);
}
