namespace Agent.Host.Webhooks.Sending;

/// <summary>What became of an attempt.</summary>
/// <param name="Result">See <see cref="WebhookResult"/>.</param>
/// <param name="Status">The HTTP status, where there was an answer.</param>
/// <param name="After">How long the receiver wants us to wait, when it said so.</param>
/// <param name="Failure">Why it did not arrive.</param>
internal sealed record WebhookOutcome(WebhookResult Result, int? Status = null, TimeSpan? After = null, string? Failure = null);

/// <summary>See <see cref="WebhookOutcome"/>.</summary>
internal enum WebhookResult
{
    /// <summary>It has arrived.</summary>
    Sent,

    /// <summary>It may arrive later.</summary>
    Later,

    /// <summary>The receiver wants nothing more, now and in the future.</summary>
    Gone,

    /// <summary>It may not go there.</summary>
    Refused,
}
