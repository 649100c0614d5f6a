namespace Agent.Host.Api.Contracts;

/// <summary>A customer. In the body and not in the address: addresses are in logs.</summary>
/// <param name="CustomerId">The customer's id.</param>
public sealed record CustomerRequest(string CustomerId);
