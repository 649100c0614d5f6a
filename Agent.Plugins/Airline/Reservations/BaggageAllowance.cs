using Agent.Plugins.Airline.Flights;
using Agent.Plugins.Airline.Flyers;

namespace Agent.Plugins.Airline.Reservations;

/// <summary>How many checked bags are free for each passenger.</summary>
internal static class BaggageAllowance
{
    private const int Most = 3;

    /// <summary>One more for each step of membership and of cabin, up to three.</summary>
    public static int Of(Membership membership, Cabin cabin) => Math.Min(Most, (int)membership + (int)cabin);

    /// <summary>How many bags of so many cannot be free.</summary>
    public static int LeastNonfree(Membership membership, Cabin cabin, int passengers, int total) => Math.Max(0, total - (Of(membership, cabin) * passengers));
}
