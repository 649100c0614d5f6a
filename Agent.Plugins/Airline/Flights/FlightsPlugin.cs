using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Airline.Flights;

/// <summary>The timetable. Parameter names are the wire names, as in the public airline domain.</summary>
internal sealed class FlightsPlugin(IDbContextFactory<BackOfficeDbContext> contexts)
{
    public const string Name = "flights";
    public const string Purpose = "The airline's timetable: airports and flights that can be booked.";

    private const string DateFormat = "yyyy-MM-dd";
    private const string NextDay = "+1";

    [RequiresScope(ToolScopes.ProductsRead), KernelFunction("list_all_airports"), Description("All airports with their cities.")]
    public async Task<string> ListAllAirportsAsync(Kernel kernel, CancellationToken cancellationToken)
    {
        var tenant = ToolCallContext.Of(kernel).Tenant;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var airports = await db.Flights.Where(f => f.Tenant == tenant).Select(f => f.Origin).Distinct().ToListAsync(cancellationToken);
        return BackOfficeJson.ToText(AirlineJson.Default.DictionaryStringString, airports.Order(StringComparer.Ordinal).ToDictionary(airport => airport, Airports.CityOf));
    }

    [RequiresScope(ToolScopes.ProductsRead), KernelFunction("search_direct_flight"), Description("Direct flights between two airports on a day that can be booked.")]
    public async Task<string> SearchDirectFlightAsync(
        Kernel kernel,
        [Description("The airport to start from, in three letters, such as 'JFK'."), StringLength(100)] string origin,
        [Description("The airport to fly to, in three letters, such as 'LAX'."), StringLength(100)] string destination,
        [Description("The day of the flight as 'YYYY-MM-DD', such as '2024-01-01'."), StringLength(100)] string date,
        CancellationToken cancellationToken)
    {
        var tenant = ToolCallContext.Of(kernel).Tenant;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var flights = await db.Flights.Where(f => f.Tenant == tenant && f.Origin == origin && f.Destination == destination)
            .OrderBy(f => f.Position).ToListAsync(cancellationToken);
        return BackOfficeJson.ToText(AirlineJson.Default.FlightOfferArray,
            [.. flights.Where(flight => IsAvailable(flight, date)).Select(flight => FlightOffer.Of(flight, flight.On(date)!))]);
    }

    [RequiresScope(ToolScopes.ProductsRead), KernelFunction("search_onestop_flight"), Description("Connections with one stop between two airports on a day that can be booked.")]
    public async Task<string> SearchOnestopFlightAsync(
        Kernel kernel,
        [Description("The airport to start from, in three letters, such as 'JFK'."), StringLength(100)] string origin,
        [Description("The airport to fly to, in three letters, such as 'LAX'."), StringLength(100)] string destination,
        [Description("The day of the first flight as 'YYYY-MM-DD', such as '2024-05-01'."), StringLength(100)] string date,
        CancellationToken cancellationToken)
    {
        var tenant = ToolCallContext.Of(kernel).Tenant;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var flights = await db.Flights.Where(f => f.Tenant == tenant && (f.Origin == origin || f.Destination == destination))
            .OrderBy(f => f.Position).ToListAsync(cancellationToken);
        var offers = from first in flights
                     where first.Origin == origin && IsAvailable(first, date)
                     from second in flights
                     where second.Destination == destination && second.Origin == first.Destination
                     let day = DayOfSecond(first, date)
                     where string.CompareOrdinal(first.Arrival, second.Departure) <= 0 && day is not null && IsAvailable(second, day)
                     // The public domain tells seats and fares of the day that was asked for, also when the second leg leaves on the day after.
                     let told = second.On(date)
                     where told is not null
                     select new[] { FlightOffer.Of(first, first.On(date)!, date), FlightOffer.Of(second, told, day) };
        return BackOfficeJson.ToText(AirlineJson.Default.FlightOfferArrayArray, [.. offers]);
    }

    private static bool IsAvailable(Flight flight, string date) => flight.On(date)?.Status is FlightStatus.Available;

    private static string? DayOfSecond(Flight first, string date) => !first.Arrival.EndsWith(NextDay, StringComparison.Ordinal) ? date
        : DateOnly.TryParseExact(date, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day.AddDays(1).ToString(DateFormat, CultureInfo.InvariantCulture) : null;
}
