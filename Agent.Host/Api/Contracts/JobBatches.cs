namespace Agent.Host.Api.Contracts;

/// <summary>How far a job's batches with the models' provider are.</summary>
/// <param name="Sent">Batches so far: each wave makes one for each model.</param>
/// <param name="Ended">Those that are over.</param>
/// <param name="Calls">Model calls in all of them.</param>
/// <param name="EndedCalls">Model calls in those that are over.</param>
public sealed record JobBatches(int Sent, int Ended, int Calls, int EndedCalls);
