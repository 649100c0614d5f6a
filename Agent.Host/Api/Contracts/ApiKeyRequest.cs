namespace Agent.Host.Api.Contracts;

/// <summary>A new API key.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Roles">What it is; default: <c>service</c>.</param>
/// <param name="ExpiresInDays">How long it is good; 1 to 366, default 90.</param>
public sealed record ApiKeyRequest(string Name, IReadOnlyList<string> Scopes, IReadOnlyList<string>? Roles = null, int ExpiresInDays = 90);
