using Agent.Plugins.Customers;

namespace Agent.Plugins.BackOffice.Seed;

/// <summary>An address in the sample country, in one line.</summary>
internal sealed record SamplePlace(string Street, string Suite, string City, string State, string Zip)
{
    public Address ToAddress() => new() { Address1 = Street, Address2 = Suite, City = City, Country = "USA", State = State, Zip = Zip };
}
