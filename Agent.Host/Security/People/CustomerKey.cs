namespace Agent.Host.Security.People;

/// <summary>A customer's key, to use.</summary>
/// <param name="Id">Its name in what it sealed.</param>
/// <param name="Key">32 bytes.</param>
internal sealed record CustomerKey(string Id, byte[] Key);
