using Agent.Plugins.Airline.Certificates;
using Agent.Plugins.Airline.Flights;
using Agent.Plugins.Airline.Flyers;
using Agent.Plugins.Airline.Import;
using Agent.Plugins.Airline.Reservations;
using Agent.Plugins.BackOffice.Businesses;
using Agent.Plugins.Customers;
using Microsoft.Extensions.DependencyInjection;

namespace Agent.Plugins.Airline;

/// <summary>The door of this folder: everything an airline is, beside the shop.</summary>
internal static class AirlineServices
{
    /// <summary>The name under which its tools are switched on.</summary>
    public const string Business = "airline";

    public static void AddAirline(this IServiceCollection services)
    {
        services.AddSingleton<IBusiness, AirlineBusiness>();
        services.AddSingleton<ICustomerProfiles, FlyerProfiles>();
        services.AddSingleton<AirlineReader>();
        services.AddSingleton<FlightsPlugin>();
        services.AddSingleton<ReservationsPlugin>();
        services.AddSingleton<BookingTools>();
        services.AddSingleton<ReservationPreviews>();
        services.AddSingleton<CertificatesPlugin>();
        services.AddBusinessTools(Business, FlightsPlugin.Name, FlightsPlugin.Purpose, provider => [provider.GetRequiredService<FlightsPlugin>()]);
        services.AddBusinessTools(Business, ReservationsPlugin.Name, ReservationsPlugin.Purpose, provider =>
        [
            provider.GetRequiredService<ReservationsPlugin>(), provider.GetRequiredService<BookingTools>(), provider.GetRequiredService<ReservationPreviews>(),
        ]);
        services.AddBusinessTools(Business, CertificatesPlugin.Name, CertificatesPlugin.Purpose, provider => [provider.GetRequiredService<CertificatesPlugin>()]);
    }
}
