using System.Collections.Concurrent;
using System.Diagnostics;
using Agent.Processes.Persistence;
using Agent.Processes.Runtime.Execution;
using Agent.Processes.Runtime.Storage;

namespace Agent.Processes.Telemetry;

/// <summary>The runtime's spans. Without a listener each costs a null check.</summary>
internal static class RuntimeTelemetry
{
    public static readonly ActivitySource Source = new(TelemetryNames.Source);

    /// <summary>By a step's path: there are as many as the workflows have steps.</summary>
    private static readonly ConcurrentDictionary<string, string> s_stepNames = new(StringComparer.Ordinal);

    /// <summary>By a workflow's name and version: there are as many as are registered.</summary>
    private static readonly ConcurrentDictionary<(string Name, string Version), string> s_workflows = new();

    private static readonly string[] s_statuses = [.. Enum.GetValues<ConversationStatus>().Select(status => StoredEnum.Name(status))];

    /// <summary>A status as it stands in spans and metrics.</summary>
    public static string NameOf(ConversationStatus status) => s_statuses[(int)status];

    /// <summary>The span of a turn. What made the call that began it is linked.</summary>
    public static Activity? StartTurn(ClaimedConversation claimed, int turn, string? input, string? requestId)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var activity = ConversationTrace.StartRoot(Source, TelemetryNames.Turn, claimed.Claim.Key.Id, Activity.Current?.Context ?? default);
        // AddTag, where a tag is new: SetTag looks through all that are there first.
        return activity?
            .AddTag(TelemetryNames.Tenant, claimed.Claim.Key.Tenant)
            .AddTag(TelemetryNames.ConversationId, claimed.Claim.Key.Id)
            .AddTag(TelemetryNames.TurnNumber, Boxed.Of(turn))
            .AddTag(TelemetryNames.Workflow, s_workflows.GetOrAdd((claimed.Head.Workflow, claimed.Head.WorkflowVersion), static key => $"{key.Name}/{key.Version}"))
            .AddTag(TelemetryNames.Feature, $"{claimed.Head.Workflow}/{claimed.Head.Channel}")
            .AddTag(TelemetryNames.Input, input ?? "resumed")
            .SetTag(TelemetryNames.RequestId, requestId); // null sets none
    }

    /// <summary>Says how a turn has ended.</summary>
    public static void End(Activity? turn, ConversationStatus status, TurnProgress progress) => turn?
        .SetTag(TelemetryNames.Status, NameOf(status))
        .SetTag(TelemetryNames.InputTokens, progress.InputTokens)
        .SetTag(TelemetryNames.OutputTokens, progress.OutputTokens)
        .SetTag(TelemetryNames.CostUsd, (double)progress.CostUsd);

    public static Activity? StartSuperstep(int superstep) => !Source.HasListeners() ? null
        : Source.StartActivity(TelemetryNames.Superstep)?.AddTag(TelemetryNames.SuperstepNumber, Boxed.Of(superstep));

    public static Activity? StartStep(string path, string function) => !Source.HasListeners() ? null
        : Source.StartActivity(s_stepNames.GetOrAdd(path, static path => $"{TelemetryNames.Step} {path}"))?.AddTag(TelemetryNames.StepPath, path).AddTag(TelemetryNames.Function, function);

    /// <summary>The span around one commit. It has its tags from its first moment on: there are listeners that do something right before a commit.</summary>
    public static Activity? StartCommit(string conversation, int turn, int checkpoint) => !Source.HasListeners() ? null : Source.StartActivity(
        ActivityKind.Internal,
        tags: [new(TelemetryNames.Conversation, conversation), new(TelemetryNames.TurnNumber, Boxed.Of(turn)), new(TelemetryNames.Checkpoint, Boxed.Of(checkpoint))],
        name: TelemetryNames.Commit);

    /// <summary>The time a person was waited for. It is told when it is over, by whoever carries out the decision: that may be another replica than the one that asked.</summary>
    public static void WaitedFor(string conversation, ApprovalRequested asked, DateTimeOffset since, ApprovalDecided decided)
    {
        if (!Source.HasListeners())
        {
            return;
        }

        var current = Activity.Current;
        using (var wait = ConversationTrace.StartRoot(Source, TelemetryNames.ApprovalWait, conversation, current?.Context ?? default, since))
        {
            wait?
                .SetTag(TelemetryNames.ConversationId, conversation)
                .SetTag(TelemetryNames.Approval, asked.ApprovalId)
                .SetTag(TelemetryNames.Approver, asked.Approver)
                .SetTag(TelemetryNames.Tool, asked.Tool)
                .SetTag(TelemetryNames.Status, StatusOf(decided))
                .SetEndTime((decided.DecidedAt > since ? decided.DecidedAt : since).UtcDateTime);
        }

        Activity.Current = current;
    }

    public static string StatusOf(ApprovalDecided decided) =>
        (decided.Status ?? (decided.Approved ? ApprovalStatus.Approved : ApprovalStatus.Denied)).ToString().ToLowerInvariant();

    /// <summary>Notes an error on a span: its type, never its text, which may quote a customer.</summary>
    /// <param name="activity">The span; null when nobody listens.</param>
    /// <param name="exception">The error.</param>
    /// <param name="fault">Its class, as <see cref="Faults.NameOf"/> writes it.</param>
    public static void Fail(this Activity? activity, Exception exception, string fault) => activity?
        .SetTag(TelemetryNames.ErrorType, exception.GetType().Name).SetTag(TelemetryNames.Fault, fault).SetStatus(ActivityStatusCode.Error);
}
