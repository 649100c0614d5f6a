using System.Text.Json;
using Agent.Processes;

namespace Agent.Host.Api.Contracts;

/// <summary>What a person is asked to decide.</summary>
/// <param name="Id">The approval's id.</param>
/// <param name="Approver">Who decides: <c>customer</c> or <c>operator</c>.</param>
/// <param name="Tool">What runs once it is approved.</param>
/// <param name="Arguments">With these arguments.</param>
/// <param name="Summary">What exactly will happen, in one sentence a customer may read.</param>
/// <param name="AmountMinor">The money at stake in minor units (cents), when there is any.</param>
/// <param name="ExpiresAt">When the question lapses; null means never.</param>
public sealed record PendingApprovalResponse(
    string Id, string Approver, string Tool, JsonElement Arguments, string Summary, long? AmountMinor, DateTimeOffset? ExpiresAt)
{
    internal static PendingApprovalResponse From(ApprovalRequested request) => new(
        request.ApprovalId, request.Approver, request.Tool, request.Arguments, request.Summary, request.AmountMinor, request.ExpiresAt);
}
