using System.Net;
using System.Net.Sockets;
using Agent.Processes.Costs.Budgets;
using Agent.Processes.Journal;
using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Execution;
using Npgsql;

namespace Agent.Processes.Telemetry;

/// <summary>Tells the classes of failures apart, for operators: what is tried again is decided where it is tried.</summary>
public static class Faults
{
    private const string Unknown = "unknown";

    /// <summary>The class of a failure. What wraps another exception is of that one's class, unless it has one of its own.</summary>
    public static FaultClass ClassOf(Exception? exception)
    {
        if (StorageFault.IsTransient(exception))
        {
            return FaultClass.Transient;
        }

        for (; exception is not null; exception = exception.InnerException)
        {
            if (Known(exception) is { } known)
            {
                return known;
            }
        }

        return FaultClass.Unknown;
    }

    /// <summary>As it stands in logs and metrics: <c>transient</c>, <c>permanent</c> or <c>unknown</c>.</summary>
    public static string NameOf(FaultClass fault) => fault switch
    {
        FaultClass.Transient => "transient",
        FaultClass.Permanent => "permanent",
        _ => Unknown,
    };

    /// <summary>What a log line holds beside the class: the exception itself only where nobody knows it, for its text may quote a customer.</summary>
    internal static Exception? WorthShowing(Exception exception, string fault) => fault == Unknown ? exception : null;

    /// <summary>Counts a failure, and says of what class it is.</summary>
    /// <param name="origin">What has failed: one of <see cref="FaultOrigins"/>.</param>
    /// <param name="exception">Why.</param>
    public static string Count(string origin, Exception exception)
    {
        var name = NameOf(ClassOf(exception));
        RuntimeMetrics.Faults.Add(
            1, new(TelemetryNames.Origin, origin), new(TelemetryNames.Fault, name),
            new(TelemetryNames.ErrorType, RecordedException.NameOf(exception is UnroutedErrorException { InnerException: { } cause } ? cause : exception)));
        return name;
    }

    private static FaultClass? Known(Exception exception) => exception switch
    {
        IClassedFault classed => classed.FaultClass,
        BudgetExceededException or TurnLimitException or UnreadableStateException or StateVersionException => FaultClass.Permanent,
        // It was classed, and told, when it happened; this is only its record.
        RecordedException => FaultClass.Permanent,
        // 28: who may come in; 3D: no such database; 42501: what may be done. A setting is wrong; other refusals of the database are faults of ours.
        PostgresException { SqlState: "42501" or "3D000" } or PostgresException { SqlState: ['2', '8', ..] } => FaultClass.Permanent,
        HttpRequestException { StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests) } =>
            FaultClass.Permanent,
        HttpRequestException or SocketException or IOException or TimeoutException or OperationCanceledException => FaultClass.Transient,
        _ => null,
    };
}
