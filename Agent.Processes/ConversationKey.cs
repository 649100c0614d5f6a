namespace Agent.Processes;

/// <summary>Names one conversation. A conversation is only ever looked up together with its tenant.</summary>
/// <param name="Tenant">The tenant's id, such as <c>demo</c>.</param>
/// <param name="Id">The conversation's public id: opaque, and unguessable (130 random bits).</param>
public readonly record struct ConversationKey(string Tenant, string Id);
