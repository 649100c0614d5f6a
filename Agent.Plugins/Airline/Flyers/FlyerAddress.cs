using Agent.Plugins.Customers;

namespace Agent.Plugins.Airline.Flyers;

/// <summary>An address as the public airline domain spells it.</summary>
internal sealed record FlyerAddress(string Address1, string Address2, string City, string Country, string Province, string Zip)
{
    public static FlyerAddress Of(Address address) => new(address.Address1, address.Address2, address.City, address.Country, address.State, address.Zip);
}
