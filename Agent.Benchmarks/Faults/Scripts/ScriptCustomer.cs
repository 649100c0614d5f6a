namespace Agent.Benchmarks.Faults.Scripts;

/// <summary>The customer of one played conversation.</summary>
/// <param name="Id">The customer.</param>
/// <param name="OrderId">The order the conversation is about.</param>
/// <param name="Payments">Entries in the payment histories of all their orders, beforehand.</param>
/// <param name="BalanceMinor">What is on their gift cards beforehand, in cents.</param>
internal sealed record ScriptCustomer(string Id, string OrderId, int Payments, long BalanceMinor);
