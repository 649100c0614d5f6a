namespace Agent.Plugins.Customers;

/// <summary>A person's name as a tool tells it.</summary>
internal sealed record PersonName(string FirstName, string LastName);
