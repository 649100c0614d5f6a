using Agent.Processes;

namespace Agent.Host.Api.Contracts;

/// <summary>A conversation that was started.</summary>
/// <param name="Id">Its id: opaque, and unguessable.</param>
/// <param name="Status">Where it stands.</param>
public sealed record StartedResponse(string Id, ConversationStatus Status);
