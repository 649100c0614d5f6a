namespace Agent.Host.Api.Contracts;

/// <summary>Why a turn failed.</summary>
/// <param name="Reason">A stable code: <c>error</c>, <c>superstep_limit</c>, <c>turn_timeout</c>, <c>unknown_workflow_version</c> or <c>cancelled</c>.</param>
/// <param name="Message">What the customer may read.</param>
public sealed record FailureResponse(string Reason, string Message);
