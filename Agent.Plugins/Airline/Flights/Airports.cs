using System.Collections.Frozen;

namespace Agent.Plugins.Airline.Flights;

/// <summary>The cities of airports, which no timetable says.</summary>
internal static class Airports
{
    private static readonly FrozenDictionary<string, string> s_cities = new Dictionary<string, string>
    {
        ["ATL"] = "Atlanta", ["BOS"] = "Boston", ["CLT"] = "Charlotte", ["DEN"] = "Denver", ["DFW"] = "Dallas", ["DTW"] = "Detroit", ["EWR"] = "Newark",
        ["IAH"] = "Houston", ["JFK"] = "New York", ["LAS"] = "Las Vegas", ["LAX"] = "Los Angeles", ["LGA"] = "LaGuardia", ["MCO"] = "Orlando", ["MIA"] = "Miami",
        ["MSP"] = "Minneapolis", ["ORD"] = "Chicago", ["PHL"] = "Philadelphia", ["PHX"] = "Phoenix", ["SEA"] = "Seattle", ["SFO"] = "San Francisco",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The city; the code itself where it is not known.</summary>
    public static string CityOf(string airport) => s_cities.GetValueOrDefault(airport, airport);
}
