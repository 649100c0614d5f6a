namespace Agent.Host.Teams.Storage;

/// <summary>An activity that waits to be worked on.</summary>
/// <param name="Tenant">Our tenant.</param>
/// <param name="TeamsId">The chat's id in Teams.</param>
/// <param name="ActivityId">Unique in its chat alone.</param>
/// <param name="ChatId">Our id of the chat.</param>
/// <param name="Body">The activity as it came.</param>
/// <param name="Attempts">This one included.</param>
/// <param name="RequestId">The request that brought it; null for one taken in before that was kept.</param>
internal sealed record IncomingActivity(string Tenant, string TeamsId, string ActivityId, string ChatId, string Body, int Attempts, string? RequestId);
