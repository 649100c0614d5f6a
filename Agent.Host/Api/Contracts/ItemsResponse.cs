namespace Agent.Host.Api.Contracts;

/// <summary>A list. An object, so that it can grow members.</summary>
/// <param name="Items">What was found.</param>
/// <param name="Next">The <c>cursor</c> that asks for the next page; left out when there is none, or the list has no pages.</param>
public sealed record ItemsResponse<T>(IReadOnlyList<T> Items, string? Next = null);
