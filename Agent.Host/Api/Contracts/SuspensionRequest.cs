namespace Agent.Host.Api.Contracts;

/// <summary>A tenant is to be suspended.</summary>
/// <param name="Reason">Why; for whoever runs the service.</param>
public sealed record SuspensionRequest(string? Reason = null);
