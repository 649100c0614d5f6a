namespace Agent.Plugins.BackOffice.Import;

/// <summary>What an import wrote.</summary>
/// <param name="Customers">How many customers.</param>
/// <param name="Orders">How many orders.</param>
/// <param name="Products">How many products.</param>
public sealed record ImportSummary(int Customers, int Orders, int Products);
