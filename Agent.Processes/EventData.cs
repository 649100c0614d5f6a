using System.Text.Json;

namespace Agent.Processes;

/// <summary>Data of <see cref="ConversationEvents.TurnStarted"/>.</summary>
/// <param name="TurnId">The turn's id, unique in its conversation.</param>
/// <param name="Input">The kind of input, one of <see cref="ConversationInputs"/>.</param>
/// <param name="Text">The customer's text, when the input is a message.</param>
public sealed record TurnStarted(string TurnId, string Input, string? Text = null);

/// <summary>Data of <see cref="ConversationEvents.StepCompleted"/>.</summary>
/// <param name="Step">The step's path, such as <c>orders/agent</c>.</param>
/// <param name="Function">The step's function.</param>
/// <param name="Superstep">The number of the superstep, counted over the whole conversation.</param>
/// <param name="DurationMs">Wall-clock time of the function, in milliseconds.</param>
/// <param name="Error">The kind of error, when the function threw. Its message is for operators, and is stored with the superstep only.</param>
public sealed record StepCompleted(string Step, string Function, int Superstep, double DurationMs, string? Error = null);

/// <summary>Data of <see cref="ConversationEvents.GuardrailVerdict"/>.</summary>
/// <param name="Allowed">Whether the message may go on.</param>
/// <param name="Reason">Why, in words for an operator.</param>
/// <param name="Source">What decided: <c>rule</c> (deterministic check), <c>model</c>, or <c>failure</c> (no valid verdict: closed).</param>
public sealed record GuardrailVerdict(bool Allowed, string Reason, string Source);

/// <summary>Data of <see cref="ConversationEvents.ToolCalled"/>.</summary>
/// <param name="CallId">The call's id, unique in its conversation; part of the idempotency key.</param>
/// <param name="Tool">The tool's name, such as <c>get_order_details</c>.</param>
/// <param name="Arguments">The arguments as the model or the workflow gave them.</param>
public sealed record ToolCalled(string CallId, string Tool, JsonElement Arguments);

/// <summary>Data of <see cref="ConversationEvents.ToolCompleted"/>.</summary>
/// <param name="CallId">The call's id.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Succeeded">False when the tool refused or failed.</param>
/// <param name="Result">The result as the model sees it.</param>
public sealed record ToolCompleted(string CallId, string Tool, bool Succeeded, string Result);

/// <summary>Data of <see cref="ConversationEvents.EligibilityDecided"/>.</summary>
/// <param name="CallId">The proposed call.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Eligible">Whether the policy allows it.</param>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Reason">Why, in words a customer may read.</param>
/// <param name="SmallestChange">What would have to be different for the other verdict; null when nothing would.</param>
/// <param name="Approval">Who must approve: <c>none</c>, <c>customer</c> or <c>operator</c>; null when not eligible.</param>
/// <param name="PolicyVersion">The version of the policy file that decided.</param>
public sealed record EligibilityDecided(
    string CallId, string Tool, bool Eligible, string Rule, string Reason, string? SmallestChange, string? Approval, string PolicyVersion);

/// <summary>Data of <see cref="ConversationEvents.ApprovalRequested"/>: what a person is asked to decide.</summary>
public sealed record ApprovalRequested
{
    /// <summary>The approval's id, unguessable and made by the workflow through <see cref="IApprovalDesk.NewId"/>.</summary>
    public required string ApprovalId { get; init; }

    /// <summary>Who decides: <c>customer</c> or <c>operator</c>.</summary>
    public required string Approver { get; init; }

    /// <summary>The tool that runs once this is approved.</summary>
    public required string Tool { get; init; }

    /// <summary>Its arguments.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>What exactly will happen, in one sentence a customer may read.</summary>
    public required string Summary { get; init; }

    /// <summary>The rule that asks for the approval.</summary>
    public required string Rule { get; init; }

    /// <summary>Lower-case hex SHA-256 over tool, arguments, policy version and facts: what was approved, to the letter.</summary>
    public required string Digest { get; init; }

    /// <summary>The facts the question rests on.</summary>
    public JsonElement? Facts { get; init; }

    /// <summary>The money at stake in minor units (cents), when there is any.</summary>
    public long? AmountMinor { get; init; }

    /// <summary>When the question lapses; null means never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When the person is reminded, oldest first; null means never.</summary>
    public IReadOnlyList<DateTimeOffset>? Reminders { get; init; }

    /// <summary>The approval that this one replaces, because the facts changed; null when there is none.</summary>
    public string? Replaces { get; init; }
}

/// <summary>Data of <see cref="ConversationEvents.ApprovalReminder"/>, and of the input that tells a workflow that a reminder is due.</summary>
public sealed record ApprovalReminder
{
    /// <summary>The approval.</summary>
    public required string ApprovalId { get; init; }

    /// <summary>Who has not decided yet: <c>customer</c> or <c>operator</c>.</summary>
    public required string Approver { get; init; }

    /// <summary>When the question lapses; null means never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>Data of <see cref="ConversationEvents.ApprovalDecided"/>, and of the input that tells a workflow about a decision.</summary>
public sealed record ApprovalDecided
{
    /// <summary>The approval.</summary>
    public required string ApprovalId { get; init; }

    /// <summary>The decision.</summary>
    public required bool Approved { get; init; }

    /// <summary>Where the approval stands, when that is neither a plain yes nor a plain no: expired, or withdrawn.</summary>
    public ApprovalStatus? Status { get; init; }

    /// <summary>Who decided, such as <c>customer</c> or <c>operator:dev</c>; <c>system</c> when nobody did in time.</summary>
    public required string DecidedBy { get; init; }

    /// <summary>When, in UTC.</summary>
    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>Why, when a reason was given.</summary>
    public string? Reason { get; init; }
}

/// <summary>Data of <see cref="ConversationEvents.MessageDelta"/>.</summary>
/// <param name="TurnId">The turn the answer belongs to.</param>
/// <param name="Text">The next piece. The pieces are a preview: <see cref="ConversationEvents.MessageCompleted"/> holds the answer.</param>
public sealed record MessageDelta(string TurnId, string Text);

/// <summary>Data of <see cref="ConversationEvents.MessageCompleted"/>.</summary>
/// <param name="Text">The answer, as Markdown.</param>
/// <param name="Author">Who answers: <c>agent</c> or <c>operator</c>.</param>
public sealed record MessageCompleted(string Text, string Author = "agent");

/// <summary>Data of <see cref="ConversationEvents.ConversationClaimed"/>.</summary>
/// <param name="By">Who has taken it over.</param>
/// <param name="Interrupted">The turn that was under way, and has ended without an answer; null when none was.</param>
public sealed record ConversationClaimed(string By, string? Interrupted = null);

/// <summary>Data of <see cref="ConversationEvents.ConversationReleased"/>.</summary>
/// <param name="By">Who has handed it back.</param>
public sealed record ConversationReleased(string By);

/// <summary>Data of <see cref="ConversationEvents.TurnCompleted"/>.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="Status">The conversation's status after it.</param>
/// <param name="Reply">The answers of this turn, joined by an empty line; null when there was none.</param>
/// <param name="PendingApproval">The approval the conversation waits for, when there is one.</param>
public sealed record TurnCompleted(string TurnId, ConversationStatus Status, string? Reply, ApprovalRequested? PendingApproval);

/// <summary>Data of <see cref="ConversationEvents.TurnFailed"/>.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="Reason">A stable code: <c>error</c>, <c>superstep_limit</c>, <c>turn_timeout</c>, <c>unknown_workflow_version</c>, <c>cancelled</c> or <c>claimed</c>.</param>
/// <param name="Message">What the customer may read.</param>
/// <param name="Step">The step that failed, when one did.</param>
public sealed record TurnFailed(string TurnId, string Reason, string Message, string? Step = null);
