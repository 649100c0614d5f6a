namespace Agent.Host.Security.Access;

/// <summary>Marks an endpoint that another protocol is spoken with, and that checks by that protocol's rules who calls.</summary>
internal sealed record OwnCredentials;
