using Agent.Plugins.Customers;

namespace Agent.Plugins.Airline.Flyers;

/// <summary>
/// A customer of an airline. The payment methods are a part of the row: a booking spends several of them at once, under one row version.
/// </summary>
internal sealed record Flyer
{
    public required string Tenant { get; init; }
    public required string CustomerId { get; init; }
    public required Membership Membership { get; init; }
    public required string FirstName { get; init; }
    public required string LastName { get; init; }

    /// <summary>Lower case, unique within the tenant.</summary>
    public required string Email { get; init; }

    public required string BirthDate { get; init; }
    public required Address Address { get; init; }
    public required FlyerPayment[] PaymentMethods { get; init; }
    public required Passenger[] SavedPassengers { get; init; }

    /// <summary>PostgreSQL's xmin: changes with every write of the row.</summary>
    public uint Version { get; init; }

    public FlyerPayment? FindMethod(string id) => PaymentMethods.FirstOrDefault(method => method.Id == id);

    /// <summary>The customer with another amount on a method; with none, without the method.</summary>
    public Flyer WithAmount(string methodId, long? amountMinor) => this with
    {
        PaymentMethods = [.. PaymentMethods.Where(method => method.Id != methodId || amountMinor is not null)
            .Select(method => method.Id == methodId ? method with { AmountMinor = amountMinor } : method)],
    };
}
