namespace Agent.Host.Api.Contracts;

/// <summary>A list. An object, so that it can grow members.</summary>
/// <param name="Items">What was found.</param>
public sealed record ItemsResponse<T>(IReadOnlyList<T> Items);
