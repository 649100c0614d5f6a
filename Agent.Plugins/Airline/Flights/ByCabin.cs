namespace Agent.Plugins.Airline.Flights;

/// <summary>A number for each cabin: seats, or fares.</summary>
internal sealed record ByCabin<T>(T BasicEconomy, T Economy, T Business)
{
    public T In(Cabin cabin) => cabin switch
    {
        Cabin.BasicEconomy => BasicEconomy,
        Cabin.Economy => Economy,
        _ => Business,
    };
}
