namespace Agent.Host.Security.Tenants;

/// <summary>Texts a client shows around a conversation.</summary>
/// <param name="DisplayName">The name customers know.</param>
/// <param name="Greeting">What stands above an empty conversation.</param>
/// <param name="LegalNotice">What stands below it.</param>
public sealed record TenantBranding(string? DisplayName = null, string? Greeting = null, string? LegalNotice = null);
