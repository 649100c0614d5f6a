namespace Agent.Host.Api.Idempotency;

/// <summary>Where a request with an idempotency key stands.</summary>
internal enum AnswerState
{
    /// <summary>It is this caller's to carry out.</summary>
    Ours,

    /// <summary>It was carried out: here is the answer.</summary>
    Answered,

    /// <summary>Somebody carries it out at this moment.</summary>
    Running,

    /// <summary>The key belongs to another request.</summary>
    Reused,
}
