using System.Diagnostics;
using Agent.Processes.Runtime.Execution;

namespace Agent.Processes.Telemetry;

/// <summary>Counts what a commit has stored: what was not committed did not happen.</summary>
internal static class TurnMeasurement
{
    private const string Ticket = "create_ticket";

    private static bool IsOn => RuntimeMetrics.TurnDuration.Enabled;

    /// <summary>Whether an event with this data is counted.</summary>
    public static bool Counts(object data) => data is GuardrailVerdict or ToolCompleted or EligibilityDecided or ApprovalRequested or TurnFailed;

    /// <summary>Counts the events of a commit, and notes on the turn's span what was refused in it.</summary>
    public static void Committed(List<object> outcomes)
    {
        if (outcomes.Count == 0 || (!IsOn && TurnSpan is null))
        {
            return;
        }

        foreach (var outcome in outcomes)
        {
            Count(outcome);
        }
    }

    /// <summary>Counts a question that was answered, and notes it on the span of the turn that carries the decision out.</summary>
    public static void Decided(ApprovalRequested asked, DateTimeOffset since, ApprovalDecided decided)
    {
        RuntimeMetrics.ApprovalWait.Record(
            Math.Max(0, (decided.DecidedAt - since).TotalSeconds), new(TelemetryNames.Approver, asked.Approver), new(TelemetryNames.Status, RuntimeTelemetry.StatusOf(decided)));
        TurnSpan?.SetTag(TelemetryNames.Approval, asked.ApprovalId);
        Deny(!decided.Approved, "person");
    }

    /// <summary>Counts a turn that has ended.</summary>
    public static void Ended(ClaimedTurn turn, ConversationStatus status, TurnProgress progress)
    {
        if (IsOn)
        {
            RuntimeMetrics.TurnDuration.Record(
                turn.Seconds, new(TelemetryNames.Workflow, turn.Workflow), new(TelemetryNames.Status, RuntimeTelemetry.NameOf(status)));
            RuntimeMetrics.ModelCalls.Record(progress.ModelCalls, new KeyValuePair<string, object?>(TelemetryNames.Workflow, turn.Workflow));
        }
    }

    /// <summary>Commits are made under it.</summary>
    private static Activity? TurnSpan => Activity.Current is { OperationName: TelemetryNames.Turn } turn ? turn : null;

    private static void Deny(bool isDenied, string by)
    {
        if (isDenied)
        {
            TurnSpan?.SetTag(TelemetryNames.Denied, by);
        }
    }

    private static void Count(object outcome)
    {
        switch (outcome)
        {
            case GuardrailVerdict verdict:
                RuntimeMetrics.Verdicts.Add(1, new(TelemetryNames.Allowed, Boxed.Of(verdict.Allowed)), new(TelemetryNames.DecidedBySource, verdict.Source));
                Deny(!verdict.Allowed, "guardrail");
                break;
            case ToolCompleted call:
                RuntimeMetrics.ToolCalls.Add(1, new(TelemetryNames.Tool, ToolNames.Shared.Of(call.Tool)), new(TelemetryNames.Succeeded, Boxed.Of(call.Succeeded)));
                RuntimeMetrics.Escalations.Add(call.Tool == Ticket ? 1 : 0); // the series is there before the first: else nobody would see it grow
                break;
            case EligibilityDecided decided:
                RuntimeMetrics.Eligibility.Add(1, new(TelemetryNames.Eligible, Boxed.Of(decided.Eligible)), new(TelemetryNames.Approver, decided.Approval ?? "none"));
                Deny(!decided.Eligible, "policy");
                break;
            case ApprovalRequested asked:
                RuntimeMetrics.ApprovalsAsked.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Approver, asked.Approver));
                break;
            case TurnFailed failed:
                RuntimeMetrics.FailedTurns.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Reason, failed.Reason));
                break;
        }
    }
}

/// <summary>A turn that is measured.</summary>
/// <param name="Workflow">Its workflow, such as <c>support</c>.</param>
/// <param name="Seconds">How long it took here.</param>
internal readonly record struct ClaimedTurn(string Workflow, double Seconds);
