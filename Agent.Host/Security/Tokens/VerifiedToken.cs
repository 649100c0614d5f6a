namespace Agent.Host.Security.Tokens;

/// <summary>What a token says about its bearer, after everything was checked.</summary>
public sealed record VerifiedToken
{
    /// <summary>The issuer, as in <c>iss</c>.</summary>
    public required string Issuer { get; init; }

    /// <summary>The caller's id within the tenant; for a customer, the customer id.</summary>
    public required string Subject { get; init; }

    /// <summary>The tenant: fixed for the issuer by configuration, or named by its claim.</summary>
    public required string Tenant { get; init; }

    /// <summary>Those of our roles the issuer gave, each once; possibly none.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Every scope in the token, known to us or not. Null when it has no scope claim at all: it is then limited by roles only.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>The customer's tier, where the issuer knows it.</summary>
    public string? Tier { get; init; }

    /// <summary>The caller's team, where the issuer knows it.</summary>
    public string? Team { get; init; }

    /// <summary>The client that got the token (<c>azp</c> or <c>client_id</c>).</summary>
    public string? ClientId { get; init; }

    /// <summary>When it lapses, without the skew.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The random value a sign-in asked to be repeated.</summary>
    public string? Nonce { get; init; }
}
