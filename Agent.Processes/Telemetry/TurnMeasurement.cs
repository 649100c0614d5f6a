using System.Diagnostics;
using System.Text.Json;
using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Execution;

namespace Agent.Processes.Telemetry;

/// <summary>Counts what a commit has stored: what was not committed did not happen.</summary>
internal static class TurnMeasurement
{
    private const string Ticket = "create_ticket";

    private static bool IsOn => RuntimeMetrics.TurnDuration.Enabled;

    /// <summary>Counts the events of a commit, and notes on the turn's span what was refused in it.</summary>
    public static void Committed(ReadOnlyMemory<byte> events)
    {
        if (!IsOn && TurnSpan is null)
        {
            return;
        }

        using var document = JsonDocument.Parse(events);
        foreach (var stored in document.RootElement.EnumerateArray())
        {
            if (stored.TryGetProperty(StoredNames.Data.EncodedUtf8Bytes, out var data))
            {
                Count(stored.GetProperty(StoredNames.Type.EncodedUtf8Bytes).GetString()!, data);
            }
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
                turn.Seconds, new(TelemetryNames.Workflow, turn.Workflow), new(TelemetryNames.Status, status.ToString().ToLowerInvariant()));
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

    private static void Count(string type, JsonElement data)
    {
        switch (type)
        {
            case ConversationEvents.GuardrailVerdict:
                RuntimeMetrics.Verdicts.Add(1, new(TelemetryNames.Allowed, Flag(data, "allowed")), new(TelemetryNames.DecidedBySource, Text(data, "source")));
                Deny(!Flag(data, "allowed"), "guardrail");
                break;
            case ConversationEvents.ToolCompleted:
                RuntimeMetrics.ToolCalls.Add(1, new(TelemetryNames.Tool, ToolNames.Shared.Of(Text(data, "tool"))), new(TelemetryNames.Succeeded, Flag(data, "succeeded")));
                RuntimeMetrics.Escalations.Add(Text(data, "tool") == Ticket ? 1 : 0);
                break;
            case ConversationEvents.EligibilityDecided:
                RuntimeMetrics.Eligibility.Add(1, new(TelemetryNames.Eligible, Flag(data, "eligible")), new(TelemetryNames.Approver, Text(data, "approval") ?? "none"));
                Deny(!Flag(data, "eligible"), "policy");
                break;
            case ConversationEvents.ApprovalRequested:
                RuntimeMetrics.ApprovalsAsked.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Approver, Text(data, "approver")));
                break;
            case ConversationEvents.TurnFailed:
                RuntimeMetrics.FailedTurns.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Reason, Text(data, "reason")));
                break;
        }
    }

    private static string? Text(JsonElement data, string member) => data.TryGetProperty(member, out var value) ? value.GetString() : null;

    private static bool Flag(JsonElement data, string member) => data.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.True;
}

/// <summary>A turn that is measured.</summary>
/// <param name="Workflow">Its workflow, such as <c>support/v1</c>.</param>
/// <param name="Seconds">How long it took here.</param>
internal readonly record struct ClaimedTurn(string Workflow, double Seconds);
