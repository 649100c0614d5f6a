using Agent.Host.Security.Keys;

namespace Agent.Host.Api.Contracts;

/// <summary>An API key.</summary>
/// <param name="Id">Its id: the first part of the key.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Roles">What it is.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Status"><c>active</c>, <c>expired</c> or <c>revoked</c>.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">By whom.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
/// <param name="RevokedAt">When it was revoked.</param>
/// <param name="ReplacedBy">The key that takes its place.</param>
/// <param name="Key">The key itself; only in the answer that makes it.</param>
public sealed record ApiKeyResponse(
    string Id, string Name, IReadOnlyList<string> Roles, IReadOnlyList<string> Scopes, string Status, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt, string? ReplacedBy, string? Key = null)
{
    internal static ApiKeyResponse From(ApiKeyEntity key, DateTimeOffset now, string? text = null) => new(
        key.Id, key.Name, key.Roles, key.Scopes, key.RevokedAt is not null ? "revoked" : key.ExpiresAt <= now.UtcDateTime ? "expired" : "active",
        key.CreatedAt, key.CreatedBy, key.ExpiresAt, key.RevokedAt, key.ReplacedBy, text);
}
