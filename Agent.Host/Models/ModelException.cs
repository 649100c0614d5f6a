using Agent.Processes.Telemetry;

namespace Agent.Host.Models;

/// <summary>A model gave no usable answer. The message names the model and the cause, never a prompt, an answer or a key.</summary>
public sealed class ModelException(ModelFailure failure, string message, Exception? innerException = null) : Exception(message, innerException), IClassedFault
{
    /// <summary>Why.</summary>
    public ModelFailure Failure { get; } = failure;

    /// <summary>Whether the same call may succeed later. Retries within the call's time limit have been made already.</summary>
    public bool IsTransient => Failure is ModelFailure.Unreachable or ModelFailure.Timeout or ModelFailure.RateLimited or ModelFailure.ServiceError
        or ModelFailure.StreamCut or ModelFailure.UnreadableAnswer or ModelFailure.CircuitOpen;

    /// <inheritdoc/>
    public FaultClass FaultClass => IsTransient ? FaultClass.Transient : FaultClass.Permanent;

    /// <summary>How long the service, or an open breaker, asks to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
