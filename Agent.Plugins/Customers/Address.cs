using Agent.Plugins.Calling;

namespace Agent.Plugins.Customers;

/// <summary>Where a customer lives or an order goes. A value: it belongs to its row and has no identity.</summary>
internal sealed record Address
{
    private const int LongestLine = 200;

    public required string Address1 { get; init; }

    /// <summary>Flat or suite; empty when there is none.</summary>
    public required string Address2 { get; init; }

    public required string City { get; init; }
    public required string Country { get; init; }
    public required string State { get; init; }
    public required string Zip { get; init; }

    /// <summary>Its lines, in the order in which two addresses are told apart.</summary>
    public string[] ToLines() => [Address1, Address2, City, Country, State, Zip];

    /// <summary>Reads what a model wrote.</summary>
    /// <exception cref="ToolException">No address has a line that long.</exception>
    public static Address Read(string address1, string address2, string city, string state, string country, string zip)
    {
        var address = new Address { Address1 = address1, Address2 = address2, City = city, Country = country, State = state, Zip = zip };
        return address.ToLines().Any(line => line.Length > LongestLine)
            ? throw new ToolException($"no line of an address can have more than {LongestLine} characters")
            : address;
    }
}
