namespace Agent.Plugins.Effects;

/// <summary>Proof that a consequential call took effect, and what it answered. Written in the effect's own transaction.</summary>
internal sealed record ToolEffect
{
    public required string Tenant { get; init; }

    /// <summary>The caller's name for this one call: conversation id and tool call id.</summary>
    public required string IdempotencyKey { get; init; }

    public required string Tool { get; init; }

    /// <summary>SHA-256 (lower-case hex) of the tool and its normalised arguments: the same key may not mean another call.</summary>
    public required string ArgumentsHash { get; init; }

    /// <summary>The text the first call returned, and every repetition returns again.</summary>
    public required string Result { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
