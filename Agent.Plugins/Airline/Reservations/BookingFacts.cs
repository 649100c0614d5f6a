using Agent.Plugins.Airline.Flights;
using Agent.Plugins.Airline.Flyers;

namespace Agent.Plugins.Airline.Reservations;

/// <summary>What a booking rests on.</summary>
/// <param name="Flyer">Who books.</param>
/// <param name="Timetable">The flights that are wanted, by number, as far as they exist.</param>
/// <param name="Now">The airline's time.</param>
internal sealed record BookingFacts(Flyer Flyer, IReadOnlyDictionary<string, Flight> Timetable, DateTime Now)
{
    public required int NextSequence { get; init; }
    public required int NextNumber { get; init; }
    public required string NextId { get; init; }
}
