namespace Agent.Host.Api.Contracts;

/// <summary>A decision that was taken.</summary>
/// <param name="Approval">The approval as it stands now.</param>
/// <param name="TurnId">The turn that carries the decision out.</param>
public sealed record DecidedResponse(ApprovalResponse Approval, string TurnId);
