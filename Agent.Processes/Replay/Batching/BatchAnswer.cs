namespace Agent.Processes.Replay.Batching;

/// <summary>What a provider answered to one call of a batch, as it would have over HTTP.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body.</param>
public sealed record BatchAnswer(int Status, string Body);
