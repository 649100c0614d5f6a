using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agent.Processes;

/// <summary>A request to start a conversation.</summary>
public sealed record NewConversation
{
    /// <summary>The customer as the channel identified them; <c>guest</c> when it did not.</summary>
    public required string CustomerId { get; init; }

    /// <summary>The workflow's name. Default: <c>support</c>. The newest version is taken, and kept for the conversation's life.</summary>
    public string Workflow { get; init; } = "support";

    /// <summary>Where it is held. Default: <c>web</c>.</summary>
    public string Channel { get; init; } = "web";

    /// <summary>Who waits for the answers. Default: a person.</summary>
    public ConversationPriority Priority { get; init; }

    /// <summary>Anything the caller wants to find again; stored as it is.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>
    /// An id of <see cref="ConversationIds"/> that was noted down before: starting the same conversation again after an answer got lost finds the first one. Null for a new one.
    /// </summary>
    public string? Id { get; init; }
}

/// <summary>What a conversation has used so far.</summary>
/// <param name="InputTokens">Tokens sent to models.</param>
/// <param name="OutputTokens">Tokens written by models.</param>
/// <param name="CachedInputTokens">Those of <paramref name="InputTokens"/> that the provider had cached.</param>
/// <param name="CostUsd">Their price in US dollars, as far as prices are known; null when none is.</param>
/// <param name="Turns">Turns ended.</param>
/// <param name="ToolCalls">Tool calls made.</param>
/// <param name="UnpricedCalls">Model calls whose cost is not known, and not in <paramref name="CostUsd"/>; null when there is none.</param>
public sealed record ConversationUsage(
    long InputTokens, long OutputTokens, long CachedInputTokens, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] decimal? CostUsd, int Turns,
    int ToolCalls, int? UnpricedCalls = null);

/// <summary>One conversation as its edge sees it.</summary>
public sealed record ConversationView
{
    /// <summary>The public id.</summary>
    public required string Id { get; init; }

    /// <summary>Where it stands.</summary>
    public required ConversationStatus Status { get; init; }

    /// <summary>The customer.</summary>
    public required string CustomerId { get; init; }

    /// <summary>The workflow and the version it began with.</summary>
    public required string Workflow { get; init; }

    /// <summary>The version it began with.</summary>
    public required string WorkflowVersion { get; init; }

    /// <summary>Where it is held.</summary>
    public required string Channel { get; init; }

    /// <summary>One of <see cref="ParkedReasons"/> when it is parked.</summary>
    public string? ParkedReason { get; init; }

    /// <summary>The person who has taken it over; null when the agent has it.</summary>
    public string? ClaimedBy { get; init; }

    /// <summary>The approval it waits for, when there is one.</summary>
    public ApprovalView? PendingApproval { get; init; }

    /// <summary>What it has used.</summary>
    public required ConversationUsage Usage { get; init; }

    /// <summary>Where it was forked; null for an ordinary conversation.</summary>
    public ForkPoint? ForkedFrom { get; init; }

    /// <summary>True for a fork in which nothing outside may change.</summary>
    public bool Sandbox { get; init; }

    /// <summary>When it was started, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>As given at the start.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}

/// <summary>What became of a message.</summary>
/// <param name="Outcome">Accepted, already there, or why not.</param>
/// <param name="Turn">The turn's number in its conversation; 0 when nothing was accepted.</param>
/// <param name="LastEvent">The number of the last event before the message was accepted: where to start reading the turn's events. 0 for a repeated one.</param>
/// <param name="Queued">True when nobody works on the conversation yet: this replica is full, or lacks its workflow. Its turn comes by itself, and may be long in coming.</param>
/// <param name="Parked">True when nobody will work on it until an operator acts.</param>
/// <param name="Claimed">True when a person has taken the conversation over: the turn has ended, and the person answers.</param>
public sealed record Acceptance(AcceptanceOutcome Outcome, int Turn = 0, long LastEvent = 0, bool Queued = false, bool Parked = false, bool Claimed = false)
{
    /// <summary>The public id of a turn: its number, with a prefix.</summary>
    public string TurnId => TurnIds.Format(Turn);
}

/// <summary>See <see cref="Acceptance"/>.</summary>
public enum AcceptanceOutcome
{
    /// <summary>It is in the inbox.</summary>
    Accepted,

    /// <summary>The idempotency key was used before with the same message; the turn is the first one's.</summary>
    Repeated,

    /// <summary>The idempotency key was used before with another message.</summary>
    KeyReused,

    /// <summary>The tenant has no such conversation.</summary>
    NotFound,

    /// <summary>The conversation has ended.</summary>
    Ended,
}

/// <summary>The public id of a turn.</summary>
public static class TurnIds
{
    /// <summary>Makes the id of turn <paramref name="turn"/>.</summary>
    public static string Format(int turn) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"t{turn}");

    /// <summary>Reads an id made by <see cref="Format"/>; null when it is none.</summary>
    public static int? Parse(string? id) =>
        id is ['t', .. var digits] && int.TryParse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var turn) && turn > 0
            ? turn : null;
}

/// <summary>A turn that has ended.</summary>
/// <param name="TurnId">Its public id.</param>
/// <param name="Status">The conversation's status after it.</param>
/// <param name="Reply">The answer; null when there was none.</param>
/// <param name="PendingApproval">The approval the conversation waits for, when there is one.</param>
/// <param name="Failure">Set when the turn failed.</param>
public sealed record TurnView(string TurnId, ConversationStatus Status, string? Reply, ApprovalRequested? PendingApproval, TurnFailed? Failure = null);

/// <summary>One event of a conversation's stream.</summary>
/// <param name="Number">Counted per conversation from 1; null for a <c>message.delta</c>, which is never stored.</param>
/// <param name="Type">One of <see cref="ConversationEvents"/>.</param>
/// <param name="Data">The event's data.</param>
/// <param name="At">When it happened, in UTC.</param>
/// <param name="Turn">The turn's number.</param>
/// <param name="RequestId">The <c>X-Request-Id</c> of the request that caused it; null when none did, such as for a reminder.</param>
public sealed record ConversationEvent(long? Number, string Type, JsonElement Data, DateTimeOffset At, int Turn, string? RequestId = null);

/// <summary>One line of a transcript.</summary>
/// <param name="Role"><c>customer</c>, <c>agent</c> or <c>operator</c>.</param>
/// <param name="Text">What was said.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="TurnId">The turn.</param>
public sealed record TranscriptEntry(string Role, string Text, DateTimeOffset At, string TurnId);

/// <summary>One committed superstep.</summary>
/// <param name="Number">Counted over the whole conversation from 1.</param>
/// <param name="TurnId">The turn.</param>
/// <param name="At">When it was committed, in UTC.</param>
/// <param name="Steps">The step functions that ran, as <c>path.function</c>.</param>
/// <param name="States">The states that changed, by step path.</param>
/// <param name="Pending">The messages waiting for the next superstep.</param>
/// <param name="Events">The events it put on the stream.</param>
/// <param name="Activities">The model and tool calls it made.</param>
/// <param name="Error">The error that failed the turn here, when one did: for operators, never for customers.</param>
/// <param name="StepTime">The time its steps saw, in UTC; null when nothing ran, and in what was stored before this was kept.</param>
/// <param name="JournalRemoved">True when its activities are gone because they were older than the tenant keeps them; events and states stay.</param>
/// <param name="RequestId">The <c>X-Request-Id</c> of the request that began its turn; null when none did.</param>
public sealed record SuperstepView(
    int Number, string TurnId, DateTimeOffset At, IReadOnlyList<string> Steps, JsonElement States, IReadOnlyList<WaitingMessageView> Pending,
    IReadOnlyList<ConversationEvent> Events, JsonElement Activities, string? Error = null, DateTimeOffset? StepTime = null, bool JournalRemoved = false,
    string? RequestId = null);

/// <summary>A message on its way to a step.</summary>
/// <param name="Step">The target's path.</param>
/// <param name="Function">Its function.</param>
/// <param name="Parameter">The parameter it fills; null for a function that takes none.</param>
/// <param name="Data">The payload; null when there is none.</param>
/// <param name="IsHeld">True when it was delivered and waits for the function's other parameters.</param>
public sealed record WaitingMessageView(string Step, string Function, string? Parameter, JsonElement? Data, bool IsHeld);

/// <summary>A conversation at one superstep.</summary>
/// <param name="Superstep">What the superstep itself did.</param>
/// <param name="States">The state of every step after it, by step path.</param>
/// <param name="Before">The states it changed, as they were before it; a step that had none is left out.</param>
/// <param name="Requests">The whole requests of its model calls, when they were asked for.</param>
public sealed record CheckpointView(
    SuperstepView Superstep, IReadOnlyDictionary<string, JsonElement> States, IReadOnlyDictionary<string, JsonElement>? Before = null,
    IReadOnlyList<ModelRequest>? Requests = null);

/// <summary>Where an approval stands. Stored as text in lower case.</summary>
public enum ApprovalStatus
{
    /// <summary>Nobody has decided.</summary>
    Pending,

    /// <summary>Yes.</summary>
    Approved,

    /// <summary>No.</summary>
    Denied,

    /// <summary>It lapsed.</summary>
    Expired,

    /// <summary>Replaced because the facts changed, or withdrawn because the conversation ended.</summary>
    Withdrawn,
}

/// <summary>An approval, with the decision when there is one.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="ConversationId">Where.</param>
/// <param name="CustomerId">For whom.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="RequestedAt">When it was asked, in UTC.</param>
/// <param name="Decision">The decision, when there is one.</param>
public sealed record ApprovalView(
    ApprovalRequested Request, string ConversationId, string CustomerId, ApprovalStatus Status, DateTimeOffset RequestedAt, ApprovalDecided? Decision);

/// <summary>What came of a decision.</summary>
/// <param name="Accepted">True when this call decided; false when somebody had before.</param>
/// <param name="Approval">The approval as it stands now.</param>
/// <param name="Turn">The turn that carries the decision out; 0 when this call did not decide.</param>
/// <param name="LastEvent">See <see cref="Acceptance.LastEvent"/>.</param>
public sealed record DecisionOutcome(bool Accepted, ApprovalView Approval, int Turn = 0, long LastEvent = 0);

/// <summary>A workflow as its edge shows it.</summary>
/// <param name="Name">The stored name.</param>
/// <param name="Version">The version.</param>
/// <param name="Mermaid">The graph as a Mermaid flowchart.</param>
/// <param name="Steps">Every step's path, nested processes flattened.</param>
/// <param name="Edges">Every edge.</param>
public sealed record WorkflowView(string Name, string Version, string Mermaid, IReadOnlyList<string> Steps, IReadOnlyList<WorkflowEdgeView> Edges);

/// <summary>One edge of a workflow's graph.</summary>
/// <param name="From">The step's path; empty for an input.</param>
/// <param name="Event">The event.</param>
/// <param name="To">The target step's path; empty where the edge ends the process.</param>
/// <param name="Function">The target function.</param>
public sealed record WorkflowEdgeView(string From, string Event, string To, string Function);

/// <summary>No workflow of that name is registered.</summary>
public sealed class UnknownWorkflowException(string name) : Exception($"There is no workflow '{name}'.");
