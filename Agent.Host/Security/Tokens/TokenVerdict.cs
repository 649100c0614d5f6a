namespace Agent.Host.Security.Tokens;

/// <summary>What came of a token: who its bearer is, or why it is refused.</summary>
public sealed record TokenVerdict
{
    private TokenVerdict()
    {
    }

    /// <summary>Null when it was refused.</summary>
    public VerifiedToken? Token { get; private init; }

    /// <summary>Why it was refused: for the log. A client is told no more than that the token is not valid; details would help whoever forges one.</summary>
    public string? Refusal { get; private init; }

    /// <summary>True when nothing is wrong with the token so far, but the issuer's keys cannot be had now: 503 rather than 401.</summary>
    public bool IsUnavailable { get; private init; }

    internal static TokenVerdict Accept(VerifiedToken token) => new() { Token = token };

    internal static TokenVerdict Refuse(string reason) => new() { Refusal = reason };

    internal static TokenVerdict Unavailable(string reason) => new() { Refusal = reason, IsUnavailable = true };
}
