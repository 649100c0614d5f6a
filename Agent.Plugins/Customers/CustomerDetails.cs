using Agent.Plugins.BackOffice;

namespace Agent.Plugins.Customers;

/// <summary>A customer's profile as a tool tells it.</summary>
internal sealed record CustomerDetails
{
    public required string UserId { get; init; }
    public required PersonName Name { get; init; }
    public required string Email { get; init; }
    public required CustomerTier Tier { get; init; }
    public required Address Address { get; init; }

    /// <summary>By payment method id.</summary>
    public required Dictionary<string, PaymentMethodDetails> PaymentMethods { get; init; }

    /// <summary>Order ids, oldest first.</summary>
    public required string[] Orders { get; init; }

    public static string ToText(Customer customer, string[] orderIds) => BackOfficeJson.ToText(BackOfficeJson.Default.CustomerDetails, new()
    {
        UserId = customer.CustomerId,
        Name = new(customer.FirstName, customer.LastName),
        Email = customer.Email,
        Tier = customer.Tier,
        Address = customer.Address,
        PaymentMethods = customer.PaymentMethods.ToDictionary(p => p.PaymentMethodId, PaymentMethodDetails.Of),
        Orders = orderIds,
    });
}
