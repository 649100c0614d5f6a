using Agent.Processes.Runtime.Execution;
using Agent.Processes.Telemetry;

namespace Agent.Processes.Runtime;

/// <summary>Why a turn is ended in failure.</summary>
/// <param name="Reason">One of the codes in <see cref="TurnFailures"/>.</param>
/// <param name="Error">The error, for the operator.</param>
/// <param name="Step">The step that failed, when one did.</param>
/// <param name="Turn">The turn; null until it is looked up.</param>
/// <param name="Fault">Whether it may pass.</param>
internal sealed record TurnFailure(string Reason, string Error, string? Step = null, int? Turn = null, FaultClass Fault = FaultClass.Unknown)
{
    public static TurnFailure Of(Exception exception) => exception switch
    {
        UnroutedErrorException unrouted => new(TurnFailures.Error, $"{unrouted.InnerException!.GetType().Name}: {unrouted.InnerException.Message}", unrouted.Step, Fault: Faults.ClassOf(unrouted)),
        TurnLimitException limit => new(limit.Reason, limit.Message, Fault: FaultClass.Permanent),
        _ => new(TurnFailures.Error, $"{exception.GetType().Name}: {exception.Message}", Fault: Faults.ClassOf(exception)),
    };
}

/// <summary>A turn has reached one of its limits.</summary>
internal sealed class TurnLimitException(string reason, string message) : Exception(message)
{
    public string Reason { get; } = reason;
}
