namespace Agent.Host.Api.Contracts;

/// <summary>A key is to be replaced by a new one.</summary>
/// <param name="OverlapSeconds">How long the old one goes on being good; 0 to 30 days, default one day.</param>
public sealed record RotationRequest(int OverlapSeconds = 86_400);
