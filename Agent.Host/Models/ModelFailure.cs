namespace Agent.Host.Models;

/// <summary>Why a model gave no usable answer.</summary>
public enum ModelFailure
{
    /// <summary>No connection, or it broke before an answer began.</summary>
    Unreachable,

    /// <summary>No answer, or no further piece of it, within the time allowed.</summary>
    Timeout,

    /// <summary>Too many requests or tokens for now.</summary>
    RateLimited,

    /// <summary>The service failed on its side.</summary>
    ServiceError,

    /// <summary>The connection broke, or the service stopped, in the middle of a streamed answer.</summary>
    StreamCut,

    /// <summary>The service answered with something that is no chat completion.</summary>
    UnreadableAnswer,

    /// <summary>Too many calls failed lately; this one was not made.</summary>
    CircuitOpen,

    /// <summary>The service will not take this request, now or later.</summary>
    RejectedRequest,

    /// <summary>The conversation is longer than the model can read.</summary>
    ContextTooLong,

    /// <summary>The service's content filter refused the request.</summary>
    ContentFiltered,

    /// <summary>The key or identity is missing, wrong or not allowed to use this model.</summary>
    Unauthorized,

    /// <summary>There is no such model, deployment or address.</summary>
    UnknownModel,

    /// <summary>The account's budget is used up.</summary>
    QuotaExhausted,
}
