namespace Agent.Host.Api.Contracts;

/// <summary>A list. An object, so that it can grow members.</summary>
/// <param name="Items">What was found.</param>
/// <param name="Next">Where the next page begins: the <c>cursor</c> or, for supersteps, the <c>after</c> that asks for it; left out when there is none, or the list has no pages.</param>
public sealed record ItemsResponse<T>(IReadOnlyList<T> Items, string? Next = null);
