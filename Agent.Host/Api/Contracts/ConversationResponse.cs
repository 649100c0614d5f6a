using Agent.Processes;

namespace Agent.Host.Api.Contracts;

/// <summary>One conversation.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="CustomerId">The customer.</param>
/// <param name="Workflow">The workflow's name.</param>
/// <param name="WorkflowVersion">The version it began with, and keeps.</param>
/// <param name="Channel">Where it is held.</param>
/// <param name="PendingApproval">What it waits for, when it does.</param>
/// <param name="Usage">What it has used so far.</param>
/// <param name="CreatedAt">When it was started.</param>
/// <param name="Metadata">As given at the start.</param>
/// <param name="ParkedReason">Why it is parked, when it is.</param>
/// <param name="ForkedFrom">Where it was forked, when it was.</param>
/// <param name="ClaimedBy">The person who has taken it over, when one has.</param>
/// <param name="Sandbox">For a fork: true when nothing outside may change in it.</param>
public sealed record ConversationResponse(
    string Id, ConversationStatus Status, string CustomerId, string Workflow, string WorkflowVersion, string Channel, ApprovalResponse? PendingApproval,
    ConversationUsage Usage, DateTimeOffset CreatedAt, IReadOnlyDictionary<string, string>? Metadata, string? ParkedReason = null,
    ForkPoint? ForkedFrom = null, bool? Sandbox = null, string? ClaimedBy = null)
{
    internal static ConversationResponse From(ConversationView view) => new(
        view.Id, view.Status, view.CustomerId, view.Workflow, view.WorkflowVersion, view.Channel,
        view.PendingApproval is { } approval ? ApprovalResponse.From(approval) : null, view.Usage, view.CreatedAt, view.Metadata, view.ParkedReason,
        view.ForkedFrom, view.ForkedFrom is null ? null : view.Sandbox, view.ClaimedBy);
}
