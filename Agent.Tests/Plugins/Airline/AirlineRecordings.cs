using Agent.Tests.Fixtures;

namespace Agent.Tests.Plugins.Airline;

/// <summary>The public airline recordings.</summary>
internal static class AirlineRecordings
{
    public const string Format = "tau-airline";

    /// <summary>The database every recorded conversation starts from.</summary>
    public static string DatabaseFolder => Path.GetDirectoryName(RecordingsFolder.PathOf("tau-airline-db/users.json"))!;
}
