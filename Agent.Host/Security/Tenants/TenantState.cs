namespace Agent.Host.Security.Tenants;

/// <summary>What a request has to know of its tenant.</summary>
/// <param name="IsSuspended">Whether nobody of it is let in.</param>
/// <param name="Settings">What is different for it.</param>
internal sealed record TenantState(bool IsSuspended, TenantSettings Settings);
