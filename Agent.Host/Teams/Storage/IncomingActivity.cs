namespace Agent.Host.Teams.Storage;

/// <summary>An activity that waits to be worked on.</summary>
internal sealed record IncomingActivity(string Tenant, string TeamsId, string ActivityId, string ChatId, string Body, int Attempts);
